"""What points can be turned into, and the coupons that were."""

from django.db import models
from django.db.models import F, Q

from saleor_crm_plugin.loyalty.models.ledger import KEY_LENGTH
from saleor_crm_plugin.loyalty.models.orders import Redemption
from saleor_crm_plugin.loyalty.models.programs import LoyaltyProgram
from saleor_crm_plugin.loyalty.rules.rewards import CouponState, RewardKind

_KINDS = [(kind.value, kind.value) for kind in RewardKind]
_STATES = [(state.value, state.value) for state in CouponState]


class Reward(models.Model):
    """
    One thing that points can be turned into.

    `values` are `[channel, currency, amount, least order]` in minor units; an issued coupon keeps those it was issued
    with. `tiers` are the slugs of the tiers that may have it, empty for everybody. With `stock`, `issued_count` never
    passes it. An automatic reward is issued by itself whenever so many earned points are usable.
    """

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="rewards")
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16, choices=_KINDS)
    points = models.IntegerField()
    percent = models.SmallIntegerField(default=0)
    values = models.JSONField(default=list)
    valid_days = models.IntegerField(null=True)
    remind_days = models.IntegerField(default=0)
    tiers = models.JSONField(default=list)
    stock = models.IntegerField(null=True)
    issued_count = models.IntegerField(default=0)
    is_active = models.BooleanField(default=False)
    is_automatic = models.BooleanField(default=False)
    returns_expired = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_reward"
        constraints = [
            models.CheckConstraint(
                name="crm_reward_in_stock",
                condition=Q(stock__isnull=True) | Q(issued_count__lte=F("stock")),
            ),
            models.CheckConstraint(
                name="crm_reward_numbers", condition=Q(points__gt=0, percent__range=(0, 100))
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class IssuedCoupon(models.Model):
    """
    One code for one shopper, with the terms it was issued under; whose it is stands in its redemption.

    `host_reference` is what the carrier calls it. While it waits for the carrier, `due_at` says when it is tried next.
    """

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="coupons")
    redemption = models.OneToOneField(Redemption, models.PROTECT, related_name="coupon")
    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16, choices=_KINDS)
    percent = models.SmallIntegerField(default=0)
    values = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=_STATES, default=CouponState.ISSUING)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    host_reference = models.CharField(max_length=KEY_LENGTH, default="", blank=True)
    used_in = models.CharField(max_length=KEY_LENGTH, default="", blank=True)
    used_at = models.DateTimeField(null=True)
    is_used_by_owner = models.BooleanField(default=True)
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    claim_token = models.CharField(max_length=32, default="", blank=True)
    error = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "saleor_crm_issued_coupon"
        constraints = [
            models.CheckConstraint(
                name="crm_coupon_used_somewhere",
                condition=~Q(state__in=[CouponState.USED, CouponState.REFUNDED])
                | Q(used_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="crm_coupon_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(
                fields=["expires_at", "id"],
                name="crm_coupon_expiring",
                condition=Q(state=CouponState.ACTIVE, expires_at__isnull=False),
            ),
            models.Index(
                fields=["remind_at", "id"],
                name="crm_coupon_remind",
                condition=Q(remind_at__isnull=False),
            ),
            models.Index(
                fields=["host_reference"],
                name="crm_coupon_host",
                condition=~Q(host_reference=""),
            ),
        ]

    def __str__(self) -> str:
        return f"coupon {self.pk} of reward {self.reward_id}"
