"""The rows that stand between an announced event and the extensions that want it."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from saleor_crm_plugin.automation.models import DeliveryKind, DeliveryState, ExtensionDelivery
from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.mail.rules.replies import backoff_seconds
from saleor_crm_plugin.profiles.models import TimelineEvent
from saleor_crm_plugin.work import Work, wake

ATTEMPTS_MAX = 8
CLAIM_SECONDS = 300
_RETRY_SECONDS = 15
_BATCH_ROWS = 1000


def listeners_note(*, events: Sequence[TimelineEvent], at: datetime) -> None:
    """
    Note for every listener in force which of the `events` it has to be told.

    Runs in the transaction that announces them: an event is noted once, whatever the order in which the
    transactions that wrote events commit.
    """
    deliveries_write(
        deliveries=[
            ExtensionDelivery(
                extension=slug,
                kind=DeliveryKind.LISTENER,
                handler=listener.slug,
                event=event,
                due_at=at,
                created_at=at,
            )
            for slug, listener in installed().listeners
            for event in events
            if not listener.types or event.type in listener.types
        ]
    )


def deliveries_write(*, deliveries: Sequence[ExtensionDelivery]) -> None:
    """Write rows that are not written yet, and wake the drain."""
    if deliveries:
        ExtensionDelivery.objects.bulk_create(
            deliveries, ignore_conflicts=True, batch_size=_BATCH_ROWS
        )
        wake(Work.EXTENSIONS)


@transaction.atomic
def deliveries_claim(
    *, extension: str, kind: DeliveryKind, handler: str, limit_rows: int, at: datetime
) -> list[ExtensionDelivery]:
    """
    Claim up to `limit_rows` due rows of one listener or action, with their events and profiles, oldest first.

    A row whose every claim ended with the worker's death is dead: it would kill the next one too.
    """
    token = secrets.token_hex(8)
    due = ExtensionDelivery.objects.filter(
        extension=extension,
        kind=kind,
        handler=handler,
        state__in=[DeliveryState.PENDING, DeliveryState.CLAIMED],
        due_at__lte=at,
    )
    rows = list(
        due.select_for_update(skip_locked=True)
        .order_by("due_at", "pk")
        .values_list("pk", "attempts")[:limit_rows]
    )
    worn_out = [pk for pk, attempts in rows if attempts >= ATTEMPTS_MAX]
    ExtensionDelivery.objects.filter(pk__in=worn_out).update(
        state=DeliveryState.DEAD, claim_token="", error="WorkerDied"
    )
    chosen = [pk for pk, attempts in rows if attempts < ATTEMPTS_MAX]
    if not chosen:
        return []
    ExtensionDelivery.objects.filter(pk__in=chosen).update(
        state=DeliveryState.CLAIMED,
        claim_token=token,
        attempts=F("attempts") + 1,
        due_at=at + timedelta(seconds=CLAIM_SECONDS),
    )
    mine = ExtensionDelivery.objects.filter(pk__in=chosen, claim_token=token)
    return list(mine.select_related("event__profile").order_by("event_id", "pk"))


def deliveries_finish(*, deliveries: Sequence[ExtensionDelivery]) -> None:
    """Delete rows whose events were told or may not be told; one whose claim was lost stays with its new worker."""
    tokens = {row.claim_token for row in deliveries}
    ids = [row.pk for row in deliveries]
    ExtensionDelivery.objects.filter(pk__in=ids, claim_token__in=tokens).delete()


def delivery_fail(*, delivery: ExtensionDelivery, error: Exception, at: datetime) -> None:
    """Put a row back with a later due time, or among the dead; the error's class is kept, not its words."""
    is_dead = delivery.attempts >= ATTEMPTS_MAX
    wait = backoff_seconds(attempts=delivery.attempts, first_seconds=_RETRY_SECONDS)
    ExtensionDelivery.objects.filter(pk=delivery.pk, claim_token=delivery.claim_token).update(
        state=DeliveryState.DEAD if is_dead else DeliveryState.PENDING,
        claim_token="",
        error=type(error).__name__[:128],
        due_at=at + timedelta(seconds=wait),
    )


@transaction.atomic
def deliveries_replay(*, extension: str, at: datetime) -> int:
    """Put the dead rows of an extension back with no attempts; return how many."""
    dead = ExtensionDelivery.objects.filter(extension=extension, state=DeliveryState.DEAD)
    count = dead.update(state=DeliveryState.PENDING, attempts=0, due_at=at, error="")
    if count:
        wake(Work.EXTENSIONS)
    return count


def deliveries_erase(*, profile_ids: Collection[int]) -> None:
    """Forget what extensions have still to be told about erased profiles, dead rows included."""
    if profile_ids:
        ExtensionDelivery.objects.filter(event__profile_id__in=profile_ids).delete()
