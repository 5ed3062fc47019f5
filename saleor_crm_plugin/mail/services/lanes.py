"""How fast the mail server lets us go, remembered across workers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.mail.models import MailLane
from saleor_crm_plugin.mail.rules.replies import backoff_seconds

_LONGEST_HOLD_SECONDS = 900


def lane_rows(*, settings: CrmSettings, at: datetime) -> int:
    """Return how many rows the next batch may have: 0 while the server has asked us to wait."""
    lane = MailLane.objects.filter(name=settings.smtp_host).order_by("pk").first()
    if lane is None:
        return settings.mail_batch_size_rows
    if lane.held_until is not None and lane.held_until > at:
        return 0
    return min(lane.batch_size_rows, settings.mail_batch_size_rows)


@transaction.atomic
def lane_hold(*, settings: CrmSettings, at: datetime) -> None:
    """Halve the lane's batches and hand nothing over for a while, twice as long with each hold in a row."""
    MailLane.objects.get_or_create(
        name=settings.smtp_host, defaults={"batch_size_rows": settings.mail_batch_size_rows}
    )
    lane = MailLane.objects.select_for_update().get(name=settings.smtp_host)
    lane.holds += 1
    lane.batch_size_rows = max(min(lane.batch_size_rows, settings.mail_batch_size_rows) // 2, 1)
    wait = backoff_seconds(
        attempts=lane.holds,
        first_seconds=settings.mail_retry_seconds,
        longest_seconds=_LONGEST_HOLD_SECONDS,
    )
    lane.held_until = at + timedelta(seconds=wait)
    lane.save(update_fields=["holds", "batch_size_rows", "held_until"])


@transaction.atomic
def lane_ease(*, settings: CrmSettings) -> None:
    """Double the lane's batches again after one that went well, up to the configured size."""
    slowed = MailLane.objects.filter(name=settings.smtp_host).filter(
        Q(batch_size_rows__lt=settings.mail_batch_size_rows) | Q(holds__gt=0)
    )
    lane = slowed.select_for_update().order_by("pk").first()
    if lane is not None:
        lane.batch_size_rows = min(lane.batch_size_rows * 2, settings.mail_batch_size_rows)
        lane.holds, lane.held_until = 0, None
        lane.save(update_fields=["holds", "batch_size_rows", "held_until"])
