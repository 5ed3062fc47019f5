"""Gives dead rows another life, and clears away what is done."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from saleor_crm_plugin.ingest.models import InboxItem, InboxState
from saleor_crm_plugin.work import Work, wake


@transaction.atomic
def dead_replay(*, item_ids: Collection[int] | None, at: datetime) -> int:
    """
    Put dead rows back into the inbox, the named ones or all; return how many.

    A row that is not dead is left alone. A dead touch whose object was touched again is dropped.
    """
    dead = InboxItem.objects.filter(state=InboxState.DEAD)
    if item_ids is not None:
        dead = dead.filter(pk__in=item_ids)
    replayed = 0
    for item_id in dead.order_by("pk").values_list("pk", flat=True):
        row = InboxItem.objects.filter(pk=item_id, state=InboxState.DEAD)
        try:
            with transaction.atomic():
                replayed += row.update(
                    state=InboxState.PENDING, attempts=0, due_at=at, error="", claim_token=""
                )
        except IntegrityError:
            row.delete()
    wake(Work.INBOX)
    return replayed


def inbox_purge(*, at: datetime, kept_days: int) -> int:
    """Delete rows that were done more than `kept_days` ago; dead ones stay until somebody decides."""
    done = InboxItem.objects.filter(
        state=InboxState.DONE, done_at__lt=at - timedelta(days=kept_days)
    )
    return done.delete()[0]
