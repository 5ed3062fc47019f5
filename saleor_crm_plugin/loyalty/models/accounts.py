"""Whose points they are."""

from django.db import models
from django.db.models import Q

from saleor_crm_plugin.loyalty.models.programs import LoyaltyProgram
from saleor_crm_plugin.profiles.models import Profile


class AccountStatus(models.TextChoices):
    """`FROZEN` accounts earn and cannot spend; `CLOSED` ones do neither: their owner left, they were merged, or belong to nobody."""

    ACTIVE = "active"
    FROZEN = "frozen"
    CLOSED = "closed"


class LoyaltyAccount(models.Model):
    """
    The points of one profile in one program.

    `balance_points` is the sum of all entries: every lot, pending or not, less `debt_points`. Both are caches of
    the ledger. `reserved_points` is what carts hold of the lots. What can be spent depends on the clock and is computed from the lots. `active_at` is when its owner last bought or spent: no
    earlier than its entries say. `closed_at` is when its owner left the program, empty again since `earns_from`, before which
    orders that had not earned never do. `profile` is empty
    after an erasure, so that the program's totals stay.
    """

    program = models.ForeignKey(
        LoyaltyProgram, models.PROTECT, related_name="accounts", db_index=False
    )
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="accounts")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed")
    status = models.CharField(max_length=8, choices=AccountStatus, default=AccountStatus.ACTIVE)
    balance_points = models.BigIntegerField(default=0)
    debt_points = models.BigIntegerField(default=0)
    reserved_points = models.BigIntegerField(default=0)
    active_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    earns_from = models.DateTimeField(null=True)
    version = models.IntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_loyalty_account"
        constraints = [
            models.UniqueConstraint(fields=["program", "profile"], name="crm_account_once"),
            models.CheckConstraint(
                name="crm_account_debt_not_negative",
                condition=Q(debt_points__gte=0, balance_points__gte=-models.F("debt_points")),
            ),
            models.CheckConstraint(
                name="crm_account_reserved_not_negative", condition=Q(reserved_points__gte=0)
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="crm_account_owes", condition=Q(debt_points__gt=0)),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"
