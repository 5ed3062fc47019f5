"""Keeps what each rule gives to one shopper within the rule's limit; writes nothing."""

from collections.abc import Collection, Sequence

from saleor_crm_plugin.loyalty.queries.earning_rules import points_given
from saleor_crm_plugin.loyalty.rules.bonus import BonusRule, Contribution, Limit


class ProfileShares:
    """
    What the rules that limit it have given to each account so far, refunds not counted back.

    It is exact while the accounts stay locked from before it is made until what it was told to `note` is written. Without
    such a rule it asks nothing; else one query.
    """

    def __init__(self, rules: Sequence[BonusRule], *, account_ids: Collection[int]) -> None:
        self._limits = {
            rule.id: rule.profile_points_max
            for rule in rules
            if rule.id is not None and rule.profile_points_max is not None
        }
        self._given = (
            points_given(rule_ids=self._limits, account_ids=account_ids) if self._limits else {}
        )

    def trim(self, given: Sequence[Contribution], account_id: int) -> list[Contribution]:
        """Return the contributions, each with no more than its rule may still give to the account."""
        return [self._cut(one, account_id) for one in given]

    def note(self, given: Sequence[Contribution], account_id: int) -> None:
        """Count the contributions to an award that is about to be written."""
        for one in given:
            if one.rule_id in self._limits:
                key = (one.rule_id, account_id)
                self._given[key] = self._given.get(key, 0) + one.points

    def _cut(self, one: Contribution, account_id: int) -> Contribution:
        if one.rule_id is None or one.rule_id not in self._limits:
            return one
        given = self._given.get((one.rule_id, account_id), 0)
        return one.cut_to(self._limits[one.rule_id] - given, Limit.PROFILE)
