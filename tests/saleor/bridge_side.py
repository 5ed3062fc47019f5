"""The bridge's side of a test: its switches, a run of it, and points to write."""

from datetime import timedelta

from django.utils import timezone
from saleor.core.db.connection import allow_writer
from saleor.plugins.models import PluginConfiguration

from saleor_crm_plugin.hosts.saleor.bridge import bridge_run
from saleor_crm_plugin.loyalty.services import points_adjust


def switch(**fields):
    """Set these fields of the form, and no others, without what follows from saving it."""
    values = [{"name": name, "value": value} for name, value in fields.items()]
    PluginConfiguration.objects.update(configuration=values)


def run(*, minutes=0):
    with allow_writer():
        return bridge_run(at=timezone.now() + timedelta(minutes=minutes))


def give(profile, points, key):
    with allow_writer():
        points_adjust(
            profile_id=profile.pk,
            points=points,
            cause=key,
            actor="staff:1",
            reason="test",
            at=timezone.now(),
        )
