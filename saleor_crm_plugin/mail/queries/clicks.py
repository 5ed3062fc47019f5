"""Reads who opened which link."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from saleor_crm_plugin.mail.models import Click
from saleor_crm_plugin.profiles.models import ConsentStatus
from saleor_crm_plugin.profiles.queries.consents import ConsentState

# The consent that decides whether clicks are noted with their message.
TRACKING, TRACKING_CLICKS = "tracking", "clicks"
CLICKS_MAX = 100


def clicks_may_be_noted(states: Collection[ConsentState], *, needs_consent: bool) -> bool:
    """Return whether a shopper's clicks may be noted with the message, by what he has said or has not."""
    for state in states:
        if (state.channel, state.topic) == (TRACKING, TRACKING_CLICKS):
            return state.status == ConsentStatus.GRANTED
    return not needs_consent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickCard:
    """One opening of one link; `is_human` is empty until it is judged, `reason` says why it was no person."""

    link_id: int
    url: str
    tag: str
    is_human: bool | None
    reason: str
    clicked_at: datetime


def clicks_of(message_ids: Collection[int]) -> dict[int, list[ClickCard]]:
    """Return the first hundred clicks of each message, oldest first, in one query."""
    found: dict[int, list[ClickCard]] = {message_id: [] for message_id in message_ids}
    numbered = (
        Click.objects.filter(message_id__in=message_ids)
        .select_related("link")
        .annotate(
            row_in_message=Window(
                RowNumber(), partition_by=[F("message_id")], order_by=["clicked_at", "pk"]
            )
        )
    )
    for row in numbered.filter(row_in_message__lte=CLICKS_MAX).order_by("clicked_at", "pk"):
        card = ClickCard(
            link_id=row.link_id,
            url=row.link.url,
            tag=row.link.tag,
            is_human=row.is_human,
            reason=row.reason,
            clicked_at=row.clicked_at,
        )
        found[row.message_id or 0].append(card)
    return found
