"""Decides whether a statement about consent changes what holds."""

from dataclasses import dataclass
from datetime import datetime

IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds now: granted, revoked or (the whole channel) neither any more, and since which statement."""

    is_granted: bool
    stated_at: datetime
    is_lifted: bool = False


def statement_applies(
    *, standing: Standing | None, is_granted: bool, source: str, stated_at: datetime
) -> bool:
    """
    Return whether a statement replaces the standing one.

    Older statements never do; of two made at the same instant the revocation holds. An import can
    add a grant where nothing was said, and never lifts a revocation or overrules who lifted one,
    whatever its date (A-15).
    """
    if standing is None:
        return True
    if source == IMPORT and is_granted and not standing.is_granted:
        return False
    if stated_at == standing.stated_at:
        return (standing.is_granted or standing.is_lifted) and not is_granted
    return stated_at > standing.stated_at


def merged_standing(first: Standing | None, second: Standing | None) -> Standing | None:
    """Return the most restrictive of two: a revocation on either side holds (A-52), then a lifted statement."""
    known = [standing for standing in (first, second) if standing is not None]
    if not known:
        return None
    lifted = [standing for standing in known if standing.is_lifted]
    revoked = [one for one in known if not one.is_granted and not one.is_lifted]
    return max(revoked or lifted or known, key=lambda standing: standing.stated_at)
