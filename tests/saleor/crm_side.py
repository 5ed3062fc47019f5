"""The CRM's side of a test: a worker that drains, and short questions to the core."""

from django.utils import timezone
from saleor.core.db.connection import allow_writer

from saleor_crm_plugin.automation.services import automations_run, extensions_tell
from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.ingest.models import InboxItem
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.reconcile import reconcile
from saleor_crm_plugin.ingest.services.sources import snapshot_source
from saleor_crm_plugin.loyalty.services import program_activate, program_ensure
from saleor_crm_plugin.mail.services import outbox_deliver
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import Identifier, Profile
from saleor_crm_plugin.segments.services import extension_fields_compute


class Crm:
    """What the tests ask; everything goes through the services that the tasks call."""

    def waiting(self):
        """Return what waits in the inbox, as (kind, key), sorted."""
        rows = InboxItem.objects.filter(state="pending").order_by("kind", "external_id")
        return list(rows.values_list("kind", "external_id"))

    def drain(self):
        """Do what a worker does, until nothing waits; return the last report that had work."""
        last = None
        with allow_writer():
            while (
                report := inbox_drain(source=snapshot_source(), at=timezone.now(), limit_rows=200)
            ).claimed:
                last = report
        return last

    def start_program(self):
        """Let orders earn from now on, at the rate a shop begins with."""
        with allow_writer():
            program_ensure(at=timezone.now())
            program_activate(at=timezone.now())

    def work(self):
        """Do what the other workers do: react, tell extensions, compute their fields, send."""
        with allow_writer():
            at = timezone.now()
            automations_run(at=at, limit_rows=100, event_age_days_max=3)
            extensions_tell(clock=timezone.now, limit_rows=100)
            extension_fields_compute(clock=timezone.now, limit_rows=100)
            outbox_deliver(settings=CrmSettings(smtp_port=9), clock=timezone.now, limit_rows=100)

    def sweep(self):
        with allow_writer():
            return {
                report.kind.value: report
                for report in reconcile(
                    source=snapshot_source(), clock=timezone.now, overlap_seconds=900
                )
            }

    def facts(self, *references):
        """Return what the source reads."""
        with allow_writer():
            return list(snapshot_source().read(references).values())

    def order(self, order):
        return Order.objects.get(host="saleor", external_id=str(order.pk))

    def profile_of(self, user_id):
        key = Identifier.objects.get(kind="host_user", source="saleor", value=str(user_id))
        return Profile.objects.get(pk=key.profile_id)
