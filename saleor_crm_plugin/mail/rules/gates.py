"""Decides whether a message may be handed over, from what holds at that moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    What holds for one message now.

    `consent` is `granted`, `revoked` or empty for never said. `suppressions` are (scope, reason)
    of the address. `address` is empty when there is none to send to.
    """

    is_marketing: bool
    is_erased: bool
    address: str
    consent: str
    suppressions: Collection[tuple[str, str]]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message is not handed over; `is_late` tells expiry from suppression."""

    reason: str
    is_late: bool = False


def refusal(standing: Standing, *, at: datetime) -> Refusal | None:
    """
    Return why the message may not be handed over at `at`, `None` when it may.

    A suppression of scope `all` (a hard bounce, an erasure) stops every message. Marketing also
    needs a granted consent and no suppression of scope `marketing`; silence is no consent.
    """
    if standing.is_erased:
        return Refusal("suppressed:erased")
    if at >= standing.expires_at:
        return Refusal("expired", is_late=True)
    if not standing.address:
        return Refusal("no_address")
    scopes = {"all", "marketing"} if standing.is_marketing else {"all"}
    for scope, reason in sorted(standing.suppressions):
        if scope in scopes:
            return Refusal(f"suppressed:{reason}")
    if standing.is_marketing and standing.consent != "granted":
        return Refusal("consent_revoked" if standing.consent else "consent_missing")
    return None
