"""The ledger: entries, the lots they open, and how each entry is allocated to lots."""

from django.db import models
from django.db.models import Q

from saleor_crm_plugin.loyalty.models.accounts import LoyaltyAccount
from saleor_crm_plugin.loyalty.models.append_only import LedgerRows
from saleor_crm_plugin.loyalty.models.programs import ProgramRevision
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind
from saleor_crm_plugin.orders.models import Order

KEY_LENGTH = 200
_KINDS = [(kind.value, kind.value) for kind in EntryKind]


class LoyaltyEntry(models.Model):
    """
    One movement of points, kept for ever.

    `effective_at` is when it became true, `recorded_at` when it was written down. `balance_points` is the account's total
    right after it. `waived_points` are points of a claw-back that were not taken because they had lapsed or were written off.
    """

    account = models.ForeignKey(
        LoyaltyAccount, models.PROTECT, related_name="entries", db_index=False
    )
    kind = models.CharField(max_length=16, choices=_KINDS)
    points = models.BigIntegerField()
    waived_points = models.BigIntegerField(default=0)
    balance_points = models.BigIntegerField()
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=KEY_LENGTH)
    payload_hash = models.CharField(max_length=64, default="", blank=True)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="point_entries", db_index=False
    )
    order_reference = models.CharField(max_length=KEY_LENGTH, default="", blank=True)
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="reversed_by", db_index=False
    )
    actor = models.CharField(max_length=128)
    reason = models.CharField(max_length=200, default="", blank=True)
    revision = models.ForeignKey(
        ProgramRevision, models.PROTECT, null=True, related_name="+", db_index=False
    )
    explanation = models.JSONField(default=dict)

    objects = LedgerRows()

    class Meta:
        db_table = "saleor_crm_loyalty_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "idempotency_key"], name="crm_entry_key_once"
            ),
            models.CheckConstraint(
                name="crm_entry_moves_something",
                condition=~Q(points=0)
                | Q(kind__in=[EntryKind.SETTLE, EntryKind.MERGE_IN, EntryKind.MERGE_OUT])
                | (Q(kind=EntryKind.CLAWBACK) & ~Q(waived_points=0)),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="crm_entry_account"),
            models.Index(
                fields=["order"],
                name="crm_entry_clawed_order",
                condition=Q(kind=EntryKind.CLAWBACK),
            ),
            models.Index(
                fields=["reverses"],
                name="crm_entry_reverses",
                condition=Q(reverses__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.points} in account {self.account_id}"


class PointLot(models.Model):
    """
    Points that were credited together; the numbers beside `points` are caches of its allocations.

    `reserved_points` of those that remain are held by carts, a cache of their reservations' parts. The lot is usable while `activates_at` <= now < `expires_at`, and no longer than until `forfeited_at`, when inactivity or the closing of the account ended it. `key` is the idempotency key of the entry that opened it.
    """

    account = models.ForeignKey(LoyaltyAccount, models.PROTECT, related_name="lots")
    entry = models.ForeignKey(LoyaltyEntry, models.PROTECT, related_name="opened_lots")
    key = models.CharField(max_length=KEY_LENGTH)
    kind = models.CharField(max_length=16, choices=_KINDS)
    points = models.BigIntegerField()
    remaining_points = models.BigIntegerField()
    reserved_points = models.BigIntegerField(default=0)
    expired_points = models.BigIntegerField(default=0)
    absorbed_points = models.BigIntegerField(default=0)
    lapses_count = models.SmallIntegerField(default=0)
    activates_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    forfeited_at = models.DateTimeField(null=True)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="point_lots")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", db_index=False
    )
    is_grace_used = models.BooleanField(default=False)

    class Meta:
        db_table = "saleor_crm_point_lot"
        constraints = [
            models.CheckConstraint(
                name="crm_lot_remaining_within",
                condition=Q(
                    points__gt=0, remaining_points__gte=0, remaining_points__lte=models.F("points")
                ),
            ),
            models.CheckConstraint(
                name="crm_lot_reserved_within",
                condition=Q(
                    reserved_points__gte=0, reserved_points__lte=models.F("remaining_points")
                ),
            ),
            models.CheckConstraint(
                name="crm_lot_absorbed_within",
                condition=Q(
                    absorbed_points__gte=0, absorbed_points__lte=models.F("expired_points")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at", "id"],
                name="crm_lot_expiring",
                condition=Q(remaining_points__gt=0, expires_at__isnull=False),
            ),
            models.Index(
                fields=["account", "expires_at", "id"],
                name="crm_lot_open",
                condition=Q(remaining_points__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"lot {self.pk} of account {self.account_id}"


class Allocation(models.Model):
    """A part of one entry: points of one lot, or of the account's debt where `lot` is empty. Kept for ever."""

    entry = models.ForeignKey(LoyaltyEntry, models.PROTECT, related_name="allocations")
    lot = models.ForeignKey(PointLot, models.PROTECT, null=True, related_name="allocations")
    points = models.BigIntegerField()

    objects = LedgerRows()

    class Meta:
        db_table = "saleor_crm_allocation"
        constraints = [
            models.CheckConstraint(name="crm_allocation_not_zero", condition=~Q(points=0)),
        ]

    def __str__(self) -> str:
        return f"{self.points} of entry {self.entry_id}"


class Absorption(models.Model):
    """
    A part of what a claw-back waived: points that `lot` had let lapse answer for it. Kept for ever.

    Negative where a refund was taken back and they answer for it no longer.
    """

    entry = models.ForeignKey(
        LoyaltyEntry, models.PROTECT, related_name="absorptions", db_index=False
    )
    lot = models.ForeignKey(PointLot, models.PROTECT, related_name="absorptions")
    points = models.BigIntegerField()

    objects = LedgerRows()

    class Meta:
        db_table = "saleor_crm_absorption"
        constraints = [
            models.CheckConstraint(name="crm_absorption_not_zero", condition=~Q(points=0)),
        ]

    def __str__(self) -> str:
        return f"{self.points} of entry {self.entry_id}"
