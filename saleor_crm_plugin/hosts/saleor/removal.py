"""Takes the plugin's rows out of the tables of Saleor and of its beat."""

from dataclasses import dataclass

from django.db import transaction
from django_celery_beat.models import PeriodicTask, PeriodicTasks
from saleor.core.db.connection import allow_writer
from saleor.plugins.models import PluginConfiguration

from saleor_crm_plugin.hosts.saleor.names import BEAT_PREFIX, PLUGIN_ID


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How many rows there were."""

    periodic_tasks: int
    configurations: int


@transaction.atomic
def traces_remove() -> Removed:
    """
    Delete beat's rows and the plugin's form; a second call finds nothing.

    A beat that still has the package writes its rows again when it starts.
    """
    with allow_writer():
        tasks, _ = PeriodicTask.objects.filter(name__startswith=BEAT_PREFIX).delete()
        PeriodicTasks.update_changed()
        configurations, _ = PluginConfiguration.objects.filter(identifier=PLUGIN_ID).delete()
    return Removed(periodic_tasks=tasks, configurations=configurations)
