"""The database against the model: the same thousand histories through the services and through the rules."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.models import (
    LoyaltyAccount,
    LoyaltyEntry,
    OrderAward,
    PointLot,
    Redemption,
    Reservation,
)
from saleor_crm_plugin.loyalty.queries import ledger_drift, points_summary
from saleor_crm_plugin.loyalty.rules.balances import balance_at
from saleor_crm_plugin.loyalty.rules.movements import NotEnoughPoints, sheet_advance
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate, Shortfall
from saleor_crm_plugin.loyalty.services import (
    Cart,
    caches_rebuild,
    lots_expire,
    points_adjust,
    points_reserve,
    program_revise,
    reservation_commit,
    reservation_release,
)
from saleor_crm_plugin.orders.queries import OrderRefund, OrderSummary
from tests.factories import NOON
from tests.ledger_model import DEBT_MAX, IDLE_POLICIES, IDLE_STEPS, POLICIES, STEPS, Model
from tests.points_shop import give, make_member, open_shop, sale, spend, tell

pytestmark = pytest.mark.django_db
SHORTFALLS = st.sampled_from([Shortfall.DEBT, Shortfall.DEBT, Shortfall.CLAMP])


@pytest.fixture(autouse=True)
def program(db):
    """The program is set up once; every example is rolled back to here."""
    open_shop(POLICIES)


class Shop:
    """Runs the model's steps through the services, for one shopper."""

    def __init__(self) -> None:
        self.shopper = make_member()
        self.at = NOON
        self.earned: list[OrderSummary] = []
        self.bought: list[OrderSummary] = []
        self.steps = 0
        self.carts: dict[int, int] = {}

    def step(self, step) -> None:
        self.steps += 1
        getattr(self, f"_{type(step).__name__.lower()}")(step)

    def _wait(self, step) -> None:
        self.at += timedelta(days=step.days)

    def _job(self, step) -> None:
        lots_expire(at=self.at, limit_rows=100)

    def _earn(self, step) -> None:
        order = sale(self.shopper, step.points * 100, at=self.at)
        self.earned.append(order)
        tell(order, at=self.at)

    def _open(self, step) -> None:
        expires_at = None if step.days is None else self.at + timedelta(days=step.days)
        give(self.shopper, step.points, expires_at=expires_at, at=self.at)

    def _redeem(self, step) -> None:
        order = sale(self.shopper, step.points * 100, at=self.at, is_fully_paid=False)
        try:
            spend(self.shopper, step.points, at=self.at, order=order)
        except NotEnoughPoints:
            return
        self.bought.append(order)

    def _reserve(self, step) -> None:
        cart = Cart(
            checkout=f"shop:checkout:{step.number}",
            total_minor=100_000,
            currency="EUR",
            channel="default-channel",
        )
        with suppress(NotEnoughPoints):
            self.carts[step.number] = points_reserve(
                profile_id=self.shopper.pk, points=step.points, cart=cart, at=self.at
            ).reservation_id

    def _commit(self, step) -> None:
        if (row := self._held(step.number)) is None:
            return
        order = sale(self.shopper, row.points * 100, at=self.at, is_fully_paid=False)
        reservation_commit(
            reservation_id=row.pk, order_reference=order.reference, actor="test", at=self.at
        )
        self.bought.append(order)

    def _release(self, step) -> None:
        if (row := self._held(step.number)) is not None:
            reservation_release(reservation_id=row.pk, at=self.at)

    def _held(self, number: int) -> Reservation | None:
        row = Reservation.objects.filter(pk=self.carts.get(number, 0)).first()
        is_held = row is not None and row.state == "held" and row.held_until > self.at
        return row if is_held else None

    def _adjust(self, step) -> None:
        try:
            points_adjust(
                profile_id=self.shopper.pk,
                points=step.points,
                cause=str(self.steps),
                actor="test",
                reason="",
                at=self.at,
                debt_points_max=DEBT_MAX,
            )
        except NotEnoughPoints:
            return

    def _refund(self, step) -> None:
        self._refunded(self.earned, step)

    def _return(self, step) -> None:
        self._refunded(self.bought, step)

    def _refunded(self, orders: list[OrderSummary], step) -> None:
        if step.number >= len(orders):
            return
        order = orders[step.number]
        amount = order.total_gross_minor // 100 * step.percent
        refund = OrderRefund(
            id="1", amount_minor=amount, shipping_minor=0, lines_minor={}, refunded_at=None
        )
        tell(replace(order, refunds=(refund,), refunded_minor=amount), at=self.at)

    def lots(self) -> list[tuple]:
        rows = PointLot.objects.filter(account__profile=self.shopper).values_list(
            "points",
            "remaining_points",
            "reserved_points",
            "expired_points",
            "absorbed_points",
            "activates_at",
            "expires_at",
            "forfeited_at",
        )
        return sorted((*row[:5], *map(str, row[5:])) for row in rows)

    def entries(self) -> list[tuple]:
        rows = LoyaltyEntry.objects.filter(account__profile=self.shopper).values_list(
            "effective_at", "kind", "points", "waived_points"
        )
        return sorted((str(row[0]), *row[1:]) for row in rows)


@pytest.mark.slow
@settings(max_examples=1000)
@given(st.lists(STEPS, min_size=1, max_size=8), SHORTFALLS, st.integers(0, 40))
def test_i1_to_i8_the_services_keep_the_ledger_that_the_rules_describe_and_it_equals_its_rebuild(
    history, shortfall, days
) -> None:
    with transaction.atomic():
        _compared(history, shortfall, days)
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(max_examples=1000)
@given(st.lists(IDLE_STEPS, min_size=1, max_size=8), SHORTFALLS, st.integers(0, 80))
def test_i1_to_i8_hold_where_idle_points_lapse(history, shortfall, days) -> None:
    with transaction.atomic():
        _compared(history, shortfall, days, policies=IDLE_POLICIES)
        transaction.set_rollback(True)


def _compared(history, shortfall: Shortfall, days: int, policies: ProgramConfig = POLICIES) -> None:
    # given
    config = replace(policies, shortfall=shortfall)
    if config != POLICIES:
        program_revise(config=config, rates=[Rate()], at=NOON)
    shop, model = Shop(), Model(shortfall=shortfall, config=policies)

    # when
    for step in history:
        shop.step(step)
        model.step(step)

    # then
    later = shop.at + timedelta(days=days)
    told = points_summary(profile_id=shop.shopper.pk, at=later)
    expected = balance_at(model.sheet, later)
    assert (told.available, told.pending, told.reserved, told.debt) == (
        expected.available,
        expected.pending,
        expected.reserved,
        expected.debt,
    )
    assert tuple((one.expires_at, one.points) for one in told.expiring) == expected.expiring
    lots_expire(at=later, limit_rows=100)
    sheet_advance(model.sheet, at=later)
    assert shop.lots() == model.lots()
    assert shop.entries() == model.entries()
    assert ledger_drift(at=later) == []
    assert _totals() in ([_totals_of(model)], [])
    _rebuilt(shop, model, at=later)


def _totals() -> list[tuple]:
    return list(
        LoyaltyAccount.objects.values_list(
            "balance_points", "debt_points", "reserved_points", "active_at"
        )
    )


def _totals_of(model: Model) -> tuple:
    sheet = model.sheet
    return (sheet.balance, sheet.debt, sheet.reserved, sheet.active_at)


def _rebuilt(shop, model, *, at) -> None:
    """Forget every cache and compute it anew from the entries."""
    PointLot.objects.update(
        remaining_points=0,
        reserved_points=0,
        expired_points=0,
        absorbed_points=0,
        lapses_count=0,
        forfeited_at=None,
        is_grace_used=False,
    )
    LoyaltyAccount.objects.update(
        balance_points=0, debt_points=0, reserved_points=0, active_at=None
    )
    orders = [
        list(OrderAward.objects.order_by("pk").values()),
        list(Redemption.objects.order_by("pk").values()),
    ]
    OrderAward.objects.update(clawed_points=0, claws_count=0)
    Redemption.objects.update(returned_points=0, returns_count=0)
    while caches_rebuild(at=at, limit_rows=100):
        pass
    assert shop.lots() == model.lots()
    assert _totals() in ([_totals_of(model)], [])
    assert orders == [
        list(OrderAward.objects.order_by("pk").values()),
        list(Redemption.objects.order_by("pk").values()),
    ]
