"""Points that carts hold for a while; no ledger entry is behind them."""

from django.db import models
from django.db.models import F, Q

from saleor_crm_plugin.loyalty.models.accounts import LoyaltyAccount
from saleor_crm_plugin.loyalty.models.ledger import KEY_LENGTH, LoyaltyEntry, PointLot
from saleor_crm_plugin.loyalty.models.programs import ProgramChannel
from saleor_crm_plugin.loyalty.rules.reservations import ReservationCarrier, ReservationState

_STATES = [(state.value, state.value) for state in ReservationState]
_CARRIERS = [(carrier.value, carrier.value) for carrier in ReservationCarrier]


class Reservation(models.Model):
    """
    Points that one cart holds until `held_until`, and what they pay there: `amount_minor` at the rate of `rate`, which never changes.

    `asked_points` is the shopper's wish, `points` what the cart could use of it. A hold that was not ended ends at
    `held_until` whether or not its row says so. `entry` is the redemption it became, `order_reference` the order that took the
    cart's place. `changes_count` counts how often points were let go.
    """

    account = models.ForeignKey(
        LoyaltyAccount, models.PROTECT, related_name="reservations", db_index=False
    )
    checkout = models.CharField(max_length=KEY_LENGTH)
    state = models.CharField(max_length=12, choices=_STATES, default=ReservationState.HELD)
    carrier = models.CharField(max_length=12, choices=_CARRIERS)
    asked_points = models.BigIntegerField()
    points = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    channel = models.CharField(max_length=255, default="", blank=True)
    rate = models.ForeignKey(ProgramChannel, models.PROTECT, related_name="+", db_index=False)
    held_at = models.DateTimeField()
    held_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    entry = models.OneToOneField(
        LoyaltyEntry, models.PROTECT, null=True, related_name="reservation"
    )
    order_reference = models.CharField(max_length=KEY_LENGTH, default="", blank=True)
    changes_count = models.IntegerField(default=0)

    class Meta:
        db_table = "saleor_crm_reservation"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "checkout"],
                name="crm_reservation_held_once",
                condition=Q(state=ReservationState.HELD),
            ),
            models.CheckConstraint(
                name="crm_reservation_numbers",
                condition=Q(points__gt=0, amount_minor__gt=0, asked_points__gte=F("points")),
            ),
            models.CheckConstraint(
                name="crm_reservation_ends",
                condition=Q(state=ReservationState.HELD, ended_at__isnull=True)
                | (~Q(state=ReservationState.HELD) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="crm_reservation_committed_spends",
                condition=Q(state=ReservationState.COMMITTED, entry__isnull=False)
                | (~Q(state=ReservationState.COMMITTED) & Q(entry__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="crm_reservation_account"),
            models.Index(fields=["checkout"], name="crm_reservation_checkout"),
            models.Index(
                fields=["held_until", "id"],
                name="crm_reservation_held",
                condition=Q(state=ReservationState.HELD),
            ),
        ]

    def __str__(self) -> str:
        return f"reservation {self.pk} of account {self.account_id}"


class ReservationPart(models.Model):
    """How many points of which lot a reservation holds, or held at its end, in the order of `id`."""

    reservation = models.ForeignKey(
        Reservation, models.CASCADE, related_name="parts", db_index=False
    )
    lot = models.ForeignKey(PointLot, models.PROTECT, related_name="reservation_parts")
    points = models.BigIntegerField()

    class Meta:
        db_table = "saleor_crm_reservation_part"
        constraints = [
            models.UniqueConstraint(
                fields=["reservation", "lot"], name="crm_reservation_part_once"
            ),
            models.CheckConstraint(name="crm_reservation_part_positive", condition=Q(points__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.points} of lot {self.lot_id}"
