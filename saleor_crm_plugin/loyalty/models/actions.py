"""What shoppers get points for beside orders."""

from django.db import models
from django.db.models import F, Q

from saleor_crm_plugin.loyalty.models.programs import LoyaltyProgram
from saleor_crm_plugin.loyalty.rules.actions import ActionKind

_KINDS = [(kind.value, kind.value) for kind in ActionKind]


class ActionReward(models.Model):
    """
    Points for one kind of action in one program.

    Only what happens in `[active_since, ends_at)` is rewarded, so that switching it on pays nobody for the past.
    `used_points` counts what it gave and never passes `budget_points`; a shopper gets at most `month_points_max` of an
    event in a month of the program's calendar.
    """

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="action_rewards")
    slug = models.SlugField(max_length=64)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16, choices=_KINDS)
    points = models.IntegerField()
    month_points_max = models.IntegerField(null=True)
    budget_points = models.BigIntegerField(null=True)
    used_points = models.BigIntegerField(default=0)
    is_active = models.BooleanField(default=False)
    active_since = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_action_reward"
        constraints = [
            models.UniqueConstraint(fields=["program", "slug"], name="crm_action_reward_once"),
            models.UniqueConstraint(
                fields=["program", "kind"],
                condition=Q(is_active=True) & ~Q(kind=ActionKind.EVENT),
                name="crm_action_reward_of_kind_once",
            ),
            models.CheckConstraint(
                name="crm_action_reward_in_budget",
                condition=Q(budget_points__isnull=True) | Q(used_points__lte=F("budget_points")),
            ),
            models.CheckConstraint(
                name="crm_action_reward_positive",
                condition=Q(points__gt=0) & (Q(is_active=False) | Q(active_since__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} of program {self.program_id}"
