"""Keeps one scope for every channel and currency that orders came from."""

from collections import Counter
from datetime import datetime

from django.db import connection, transaction

from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.segments.models import RfmScope


@transaction.atomic
def scopes_ensure(*, is_across_channels: bool, at: datetime) -> list[RfmScope]:
    """
    Create the scopes that are missing and return all.

    With `is_across_channels`, a currency of two or more channels also has a scope of all its channels.
    Scopes are never removed: one whose orders are gone becomes empty.
    """
    pairs = list(
        Order.objects.filter(exclusion="", profile__isnull=False)
        .values_list("channel", "currency")
        .distinct()
        .order_by("channel", "currency")
    )
    if is_across_channels:
        channels = Counter(currency for _, currency in pairs)
        pairs += [("", currency) for currency, count in channels.items() if count > 1]
    known = set(RfmScope.objects.values_list("channel", "currency"))
    RfmScope.objects.bulk_create(
        [
            RfmScope(channel=channel, currency=currency, created_at=at)
            for channel, currency in pairs
            if (channel, currency) not in known
        ],
        ignore_conflicts=True,
    )
    return list(RfmScope.objects.order_by("pk"))


def scopes_hold() -> list[RfmScope]:
    """
    Return the scopes that have bounds, and keep recomputations from writing scores until the transaction ends.

    Any number of holders get along; a recomputation waits for all and they for it. Whoever writes single
    scores holds first, so that nobody waits for rows in another order. SQLite has one writer anyway.
    """
    unlocked = "SELECT * FROM saleor_crm_rfm_scope WHERE population > 0 ORDER BY id"
    locked = f"{unlocked} FOR KEY SHARE"
    is_locking = connection.features.has_select_for_update
    return list(RfmScope.objects.raw(locked if is_locking else unlocked))
