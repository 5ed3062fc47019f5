"""What orders earned, and what points paid for."""

from django.db import models
from django.db.models import Q

from saleor_crm_plugin.loyalty.models.accounts import LoyaltyAccount
from saleor_crm_plugin.loyalty.models.ledger import KEY_LENGTH, LoyaltyEntry
from saleor_crm_plugin.loyalty.models.programs import (
    LoyaltyProgram,
    ProgramChannel,
    ProgramRevision,
)
from saleor_crm_plugin.orders.models import Order


class OrderAward(models.Model):
    """
    What one order earned in one program, frozen when it was awarded.

    It follows its order: `account` is that of the order's shopper, and `moves_count` says how often it changed.
    `points` are all it earned, `bonus_points` those of them that rules gave. `clawed_points` is how much of it refunds have taken back so far, whether it was taken or waived;
    `claws_count` numbers those movements. Both are caches of the order's claw-back entries.
    """

    account = models.ForeignKey(LoyaltyAccount, models.PROTECT, related_name="awards")
    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="awards")
    revision = models.ForeignKey(ProgramRevision, models.PROTECT, related_name="+", db_index=False)
    rate = models.ForeignKey(ProgramChannel, models.PROTECT, related_name="+", db_index=False)
    basis_minor = models.BigIntegerField()
    points = models.BigIntegerField()
    bonus_points = models.BigIntegerField(default=0)
    lines = models.JSONField(default=list)
    clawed_points = models.BigIntegerField(default=0)
    claws_count = models.IntegerField(default=0)
    moves_count = models.IntegerField(default=0)
    awarded_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_order_award"
        constraints = [
            models.UniqueConstraint(fields=["program", "order"], name="crm_award_once"),
            models.CheckConstraint(
                name="crm_award_clawed_within",
                condition=Q(
                    points__gt=0, clawed_points__gte=0, clawed_points__lte=models.F("points")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"award of order {self.order_id}"


class Redemption(models.Model):
    """
    Points spent, for an order where `order_reference` names one; `returned_points` came back with its refunds.

    `amount_minor` is what they paid, in minor units of `currency`, through `carrier`; 0 and empty if nobody said.
    """

    account = models.ForeignKey(LoyaltyAccount, models.PROTECT, related_name="redemptions")
    entry = models.OneToOneField(LoyaltyEntry, models.PROTECT, related_name="redemption")
    order_reference = models.CharField(max_length=KEY_LENGTH, default="", blank=True)
    points = models.BigIntegerField()
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="", blank=True)
    carrier = models.CharField(max_length=16, default="", blank=True)
    returned_points = models.BigIntegerField(default=0)
    returns_count = models.IntegerField(default=0)

    class Meta:
        db_table = "saleor_crm_redemption"
        constraints = [
            models.CheckConstraint(
                name="crm_redemption_returned_within",
                condition=Q(
                    points__gt=0, returned_points__gte=0, returned_points__lte=models.F("points")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["order_reference"],
                name="crm_redemption_order",
                condition=~Q(order_reference=""),
            ),
        ]

    def __str__(self) -> str:
        return f"redemption {self.pk} of account {self.account_id}"
