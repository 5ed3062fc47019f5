"""Decides which statements about consent follow from what a shopper ticked on his preferences page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What is stated; `LIFT` takes back what was said about the whole channel."""

    GRANT = "grant"
    REVOKE = "revoke"
    LIFT = "lift"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement about a topic, or about the whole channel where the topic is empty."""

    topic: str
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """
    What a shopper has said so far.

    `whole` is about the channel: `True` granted, `False` revoked, `None` nothing (any more). `topics` holds what
    was said about single ones.
    """

    whole: bool | None
    topics: Mapping[str, bool]

    def wants(self, topic: str) -> bool:
        """Return whether mail about `topic` may be sent; an empty one stands for mail without a topic."""
        if self.whole is False:
            return False
        return self.topics.get(topic, self.whole is True)


def statements(
    before: Preferences, *, shown: Collection[str], wanted: Collection[str]
) -> list[Statement]:
    """
    Return what to state, in this order, so that of `shown` exactly the `wanted` topics hold.

    An empty topic stands for mail without one, and grants what was never asked about. What was not shown
    and never granted does not become granted otherwise. The same choice again states nothing.
    """
    found: list[Statement] = []
    whole = before.whole
    wants_more = "" in wanted if "" in shown else whole is True
    if wants_more and whole is not True:
        found.append(Statement("", Action.GRANT))
        whole = True
    elif not wants_more and (whole is True or (whole is False and wanted)):
        found.append(Statement("", Action.LIFT))
        whole = None
    after = Preferences(whole=whole, topics=before.topics)
    for topic in sorted(set(shown) - {""}):
        if after.wants(topic) != (topic in wanted):
            action = Action.GRANT if topic in wanted else Action.REVOKE
            found.append(Statement(topic, action))
    return found
