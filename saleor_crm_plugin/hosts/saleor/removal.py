"""Takes what the CRM wrote out of the tables of Saleor, of its beat and of Django."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django_celery_beat.models import PeriodicTask, PeriodicTasks
from saleor.core.db.connection import allow_writer
from saleor.plugins.models import PluginConfiguration

from saleor_crm_plugin.hosts.saleor.bridge import bridge_end
from saleor_crm_plugin.hosts.saleor.models import BridgeState
from saleor_crm_plugin.hosts.saleor.names import BEAT_PREFIX, PLUGIN_ID

_APP = "saleor_crm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How many rows there were."""

    periodic_tasks: int
    configurations: int
    customers: int


@transaction.atomic
def traces_remove() -> Removed:
    """
    Delete beat's rows and the plugin's form, and take back what the bridge wrote; a second call finds nothing.

    A beat that still has the package writes its rows again when it starts.
    """
    with allow_writer():
        _, deleted = PeriodicTask.objects.filter(name__startswith=BEAT_PREFIX).delete()
        PeriodicTasks.update_changed()
        configurations, _ = PluginConfiguration.objects.filter(identifier=PLUGIN_ID).delete()
        customers = bridge_end() if _has_tables() else 0
    return Removed(
        periodic_tasks=deleted.get(PeriodicTask._meta.label, 0),  # noqa: SLF001 the rest are Saleor's rows beside them
        configurations=configurations,
        customers=customers,
    )


def tables_drop() -> None:
    """Drop every table of the CRM, and what Django noted about them: content types and the permissions upon them."""
    with allow_writer():
        call_command("migrate", _APP, "zero", verbosity=0, skip_checks=True)
        ContentType.objects.filter(app_label=_APP).delete()
        ContentType.objects.clear_cache()


def _has_tables() -> bool:
    return BridgeState._meta.db_table in connection.introspection.table_names()  # noqa: SLF001 Django documents it
