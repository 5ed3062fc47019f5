"""Converges our copy of carts to what hosts say; hosts delete carts, we keep what was in them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.facts import CheckoutSnapshot, JsonValue
from saleor_crm_plugin.orders.models import Checkout
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCheckout:
    """A cart snapshot from the inbox; `is_live` is false for imports and backfills."""

    snapshot: CheckoutSnapshot
    fingerprint: str
    is_live: bool


def checkouts_apply(
    *, checkouts: Sequence[tuple[IncomingCheckout, int | None]], at: datetime
) -> None:
    """
    Write the carts that are newer than our copy, each with its profile, in the caller's transaction.

    `content_changed_at` moves only when products or quantities do: an address typed into a cart is
    no sign of interest.
    """
    rows = Checkout.objects.select_for_update().filter(
        host__in={one.snapshot.reference.host for one, _ in checkouts},
        external_id__in={one.snapshot.reference.id for one, _ in checkouts},
    )
    copies = {(row.host, row.external_id): row for row in rows.order_by("pk")}
    written: list[Checkout] = []
    events: list[NewEvent] = []
    for one, profile_id in checkouts:
        reference = one.snapshot.reference
        copy = copies.get((reference.host, reference.id))
        if copy and (one.snapshot.version_at, one.fingerprint) <= (
            copy.version_at,
            copy.fingerprint,
        ):
            continue
        written.append(_row(one, profile_id, copy))
        if profile_id is not None and one.snapshot.lines:
            events.append(_started(one, profile_id))
    Checkout.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["host", "external_id"],
        update_fields=_UPDATED,
        batch_size=500,
    )
    events_record(events=events, at=at)


_IDENTITY = {"id", "host", "external_id"}
_UPDATED = [field.name for field in Checkout._meta.concrete_fields if field.name not in _IDENTITY]  # noqa: SLF001 Django's documented model API


def _row(one: IncomingCheckout, profile_id: int | None, copy: Checkout | None) -> Checkout:
    snapshot = one.snapshot
    lines: list[JsonValue] = [
        {
            "variant_id": line.variant_id,
            "product_id": line.product_id,
            "sku": line.sku,
            "name": line.name,
            "quantity": line.quantity,
            "total_minor": line.total.minor,
        }
        for line in snapshot.lines
    ]
    content = sorted((line.variant_id, line.sku, line.quantity) for line in snapshot.lines)
    content_fingerprint = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    if copy and snapshot.is_gone:
        content_fingerprint = copy.content_fingerprint
    is_same = copy is not None and copy.content_fingerprint == content_fingerprint
    return Checkout(
        host=snapshot.reference.host,
        external_id=snapshot.reference.id,
        profile_id=profile_id,
        channel=snapshot.channel,
        currency=snapshot.total.currency,
        total_gross_minor=snapshot.total.minor,
        lines=copy.lines if copy and snapshot.is_gone else lines,
        content_fingerprint=content_fingerprint,
        content_changed_at=copy.content_changed_at if copy and is_same else snapshot.version_at,
        is_gone=snapshot.is_gone,
        created_at=snapshot.created_at,
        version_at=snapshot.version_at,
        fingerprint=one.fingerprint,
    )


def _started(one: IncomingCheckout, profile_id: int) -> NewEvent:
    snapshot = one.snapshot
    return NewEvent(
        profile_id=profile_id,
        type=EventType.CHECKOUT_STARTED,
        key=str(snapshot.reference),
        occurred_at=snapshot.created_at,
        is_live=one.is_live,
        details={
            "reference": str(snapshot.reference),
            "channel": snapshot.channel,
            "currency": snapshot.total.currency,
            "total_minor": snapshot.total.minor,
        },
    )
