"""Earning rules and campaigns: what orders earn beyond the program's rate."""

from django.db import models
from django.db.models import F, Q

from saleor_crm_plugin.loyalty.models.orders import OrderAward
from saleor_crm_plugin.loyalty.models.programs import LoyaltyProgram
from saleor_crm_plugin.loyalty.rules.bonus import RuleEffect

_EFFECTS = [(effect.value, effect.value) for effect in RuleEffect]


class EarningRule(models.Model):
    """
    One rule; with an end or a budget it is what shops call a campaign.

    `conditions` are a `RuleConditions` as JSON. Rules are looked at by `priority`, smallest first. `used_points` counts
    what it gave and never passes `budget_points`. One shopper gets at most `profile_points_max` from it in all, by what
    its contributions say. What an order was given stays, whatever becomes of the rule.
    """

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="earning_rules")
    slug = models.SlugField(max_length=64)
    name = models.CharField(max_length=128)
    effect = models.CharField(max_length=16, choices=_EFFECTS)
    amount = models.IntegerField()
    conditions = models.JSONField(default=dict)
    priority = models.IntegerField(default=0)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    order_points_max = models.IntegerField(null=True)
    profile_points_max = models.IntegerField(null=True)
    budget_points = models.BigIntegerField(null=True)
    used_points = models.BigIntegerField(default=0)
    is_active = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_earning_rule"
        constraints = [
            models.UniqueConstraint(fields=["program", "slug"], name="crm_earning_rule_once"),
            models.CheckConstraint(
                name="crm_earning_rule_in_budget",
                condition=Q(budget_points__isnull=True) | Q(used_points__lte=F("budget_points")),
            ),
            models.CheckConstraint(name="crm_earning_rule_never_takes", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.slug} of program {self.program_id}"


class AwardContribution(models.Model):
    """
    What one rule gave one order when the order earned; never changed.

    It goes where its award goes, so that the contributions to the awards of an account are what its shopper was given.
    """

    award = models.ForeignKey(
        OrderAward, models.PROTECT, related_name="contributions", db_index=False
    )
    rule = models.ForeignKey(
        EarningRule, models.PROTECT, related_name="contributions", db_index=False
    )
    points = models.BigIntegerField()

    class Meta:
        db_table = "saleor_crm_award_contribution"
        constraints = [
            models.UniqueConstraint(fields=["award", "rule"], name="crm_award_contribution_once"),
            models.CheckConstraint(name="crm_award_contribution_gives", condition=Q(points__gt=0)),
        ]

    def __str__(self) -> str:
        return f"contribution of rule {self.rule_id} to award {self.award_id}"
