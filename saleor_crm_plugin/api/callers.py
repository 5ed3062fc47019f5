"""Who asks: staff, an app, a shopper or nobody known; how that was proven is the host's business."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from saleor_crm_plugin.facts import Reference


class CallerKind(StrEnum):
    """What kind of party asks."""

    ANONYMOUS = "anonymous"
    STAFF = "staff"
    APP = "app"
    SHOPPER = "shopper"


_DIGITS_MAX = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """
    The party behind one request, as its host has verified it.

    `permissions` counts for staff and apps only. A shopper is named either by `customer`, the
    account in the host, or by `profile_id`, from a signed token. `actor` is what the ledger and the consent
    history keep as the author: a kind and an id, never a name or an address.
    """

    kind: CallerKind
    actor: str
    permissions: frozenset[str] = frozenset()
    customer: Reference | None = None
    profile_id: int | None = None

    @property
    def is_shopper(self) -> bool:
        """Return whether this caller may see one shopper's data only: his own."""
        return self.kind is CallerKind.SHOPPER


ANONYMOUS = Caller(kind=CallerKind.ANONYMOUS, actor="anonymous")


def actor_numbers(actors: Iterable[str], kind: str) -> dict[str, int]:
    """Return the number that each actor of `kind` has in its host; others, and what is no actor, are left out."""
    parts = {actor: actor.partition(":") for actor in actors}
    return {
        actor: int(key)
        for actor, (found, _, key) in parts.items()
        if found == kind and key.isascii() and key.isdecimal() and len(key) <= _DIGITS_MAX
    }
