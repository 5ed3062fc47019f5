"""Decides when a failed inbox row is tried again, and what of a batch is applied."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from saleor_crm_plugin.facts import Fact, Reference

_DOUBLINGS_MAX = 10


def retry_due_at(*, attempts: int, at: datetime, retry_seconds: int) -> datetime:
    """Return when to try again after the `attempts`-th failure: twice as long each time."""
    return at + timedelta(seconds=retry_seconds * 2 ** min(attempts - 1, _DOUBLINGS_MAX))


def newest_of_each(facts: Sequence[tuple[Fact, str]]) -> set[int]:
    """
    Return the positions of the facts that are the newest of their object in (fact, fingerprint) pairs.

    A snapshot is the whole state, so that older ones in the same batch need no work.
    """
    newest: dict[Reference, int] = {}
    for index, (fact, fingerprint) in enumerate(facts):
        best = newest.get(fact.reference)
        if best is None:
            newest[fact.reference] = index
            continue
        if (fact.version_at, fingerprint) > (facts[best][0].version_at, facts[best][1]):
            newest[fact.reference] = index
    return set(newest.values())
