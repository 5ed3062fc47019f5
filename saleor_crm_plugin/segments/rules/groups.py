"""The named groups of shoppers and the table of rules that says which scores make which group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from saleor_crm_plugin.segments.rules.scores import BINS_MAX


class RfmGroup(StrEnum):
    """
    Who a shopper is by recency (R) and by value, the sum of frequency (F) and money (M).

    Each word is a stored value and never changes. `PROSPECTS` have no order that counts, so no score.
    """

    CHAMPIONS = "champions"
    LOYAL = "loyal"
    ACTIVE = "active"
    PROMISING = "promising"
    NEW = "new"
    NEEDS_ATTENTION = "needs_attention"
    ALMOST_LOST = "almost_lost"
    AT_RISK = "at_risk"
    PREVIOUSLY_LOYAL = "previously_loyal"
    DORMANT = "dormant"
    PROSPECTS = "prospects"


@dataclass(frozen=True, slots=True)
class GroupRule:
    """Shoppers with R from `r_min` to `r_max` and F + M from `value_min` to `value_max`, on the scale of 5 bins."""

    group: RfmGroup
    r_min: int
    r_max: int
    value_min: int
    value_max: int

    def matches(self, *, r: int, value: int) -> bool:
        """Return whether the rule covers recency `r` and `value` = F + M."""
        return self.r_min <= r <= self.r_max and self.value_min <= value <= self.value_max


GROUP_RULES: tuple[GroupRule, ...] = (
    GroupRule(RfmGroup.CHAMPIONS, 5, 5, 9, 10),
    GroupRule(RfmGroup.LOYAL, 5, 5, 8, 8),
    GroupRule(RfmGroup.LOYAL, 4, 4, 8, 10),
    GroupRule(RfmGroup.ACTIVE, 4, 5, 6, 7),
    GroupRule(RfmGroup.PROMISING, 5, 5, 4, 5),
    GroupRule(RfmGroup.PROMISING, 4, 4, 2, 5),
    GroupRule(RfmGroup.NEW, 5, 5, 2, 3),
    GroupRule(RfmGroup.NEEDS_ATTENTION, 3, 3, 5, 10),
    GroupRule(RfmGroup.ALMOST_LOST, 2, 3, 2, 4),
    GroupRule(RfmGroup.AT_RISK, 1, 2, 5, 7),
    GroupRule(RfmGroup.PREVIOUSLY_LOYAL, 1, 2, 8, 10),
    GroupRule(RfmGroup.DORMANT, 1, 1, 2, 4),
)

Scores = tuple[int, int, int]


def scores_possible(bins: int) -> Iterator[Scores]:
    """Return every (r, f, m) that `bins` can give."""
    scores = range(1, bins + 1)
    return product(scores, scores, scores)


def score_scaled(score: int, *, bins: int) -> int:
    """
    Return `score` on the scale 1 to 5 that the rules speak, lowest and highest kept.

    Rounded half up: 3 bins become 1, 3, 5 and 4 bins become 1, 2, 4, 5.
    """
    steps = bins - 1
    return 1 + (2 * (score - 1) * (BINS_MAX - 1) + steps) // (2 * steps)


def group_of(*, r: int, f: int, m: int, bins: int) -> RfmGroup:
    """
    Return the one group of these scores.

    :raises ValueError: no rule or more than one covers them.
    """
    recency = score_scaled(r, bins=bins)
    value = score_scaled(f, bins=bins) + score_scaled(m, bins=bins)
    return _only_group(GROUP_RULES, r=recency, value=value)


def _only_group(rules: Sequence[GroupRule], *, r: int, value: int) -> RfmGroup:
    found = [rule.group for rule in rules if rule.matches(r=r, value=value)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} rules cover recency {r} and value {value}, one must")
    return found[0]


def groups_by_scores(bins: int) -> dict[Scores, RfmGroup]:
    """Return the group of every (r, f, m) that `bins` can give."""
    return {(r, f, m): group_of(r=r, f=f, m=m, bins=bins) for r, f, m in scores_possible(bins)}
