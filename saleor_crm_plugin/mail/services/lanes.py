"""How fast a mail server or channel lets us go, remembered across workers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.mail.models import MailLane
from saleor_crm_plugin.mail.rules.replies import backoff_seconds

_LONGEST_HOLD_SECONDS = 900


def lane_rows(*, settings: CrmSettings, lane: str, at: datetime) -> int:
    """Return how many rows the next batch may have: 0 while the server has asked us to wait."""
    row = MailLane.objects.filter(name=lane).order_by("pk").first()
    if row is None:
        return settings.mail_batch_size_rows
    if row.held_until is not None and row.held_until > at:
        return 0
    return min(row.batch_size_rows, settings.mail_batch_size_rows)


@transaction.atomic
def lane_hold(*, settings: CrmSettings, lane: str, at: datetime) -> None:
    """Halve the lane's batches and hand nothing over for a while, twice as long with each hold in a row."""
    MailLane.objects.get_or_create(
        name=lane, defaults={"batch_size_rows": settings.mail_batch_size_rows}
    )
    row = MailLane.objects.select_for_update().get(name=lane)
    row.holds += 1
    row.batch_size_rows = max(min(row.batch_size_rows, settings.mail_batch_size_rows) // 2, 1)
    wait = backoff_seconds(
        attempts=row.holds,
        first_seconds=settings.mail_retry_seconds,
        longest_seconds=_LONGEST_HOLD_SECONDS,
    )
    row.held_until = at + timedelta(seconds=wait)
    row.save(update_fields=["holds", "batch_size_rows", "held_until"])


@transaction.atomic
def lane_ease(*, settings: CrmSettings, lane: str) -> None:
    """Double the lane's batches again after one that went well, up to the configured size."""
    slowed = MailLane.objects.filter(name=lane).filter(
        Q(batch_size_rows__lt=settings.mail_batch_size_rows) | Q(holds__gt=0)
    )
    row = slowed.select_for_update().order_by("pk").first()
    if row is not None:
        row.batch_size_rows = min(row.batch_size_rows * 2, settings.mail_batch_size_rows)
        row.holds, row.held_until = 0, None
        row.save(update_fields=["holds", "batch_size_rows", "held_until"])
