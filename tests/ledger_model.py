"""
A ledger in memory, driven by the rules alone, and the steps that hypothesis draws for it.

The same steps run through the services in `tests/domain/test_ledger_properties.py`, so
that the database is compared with this.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.rules.clawback import Clawback, points_claw, points_unclaw
from saleor_crm_plugin.loyalty.rules.expiry import activation_of, expiry_of
from saleor_crm_plugin.loyalty.rules.inactivity import Inactivity, idle_periods
from saleor_crm_plugin.loyalty.rules.ledger import LAPSES, EntryKind, Hold, Lot, Part, Sheet, Source
from saleor_crm_plugin.loyalty.rules.movements import (
    Grace,
    NotEnoughPoints,
    lot_start,
    points_credit,
    points_debit,
    points_return,
    sheet_advance,
    used_last,
)
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Shortfall
from saleor_crm_plugin.loyalty.rules.reservations import hold_commit, hold_release, points_hold
from tests.factories import NOON

UTC_ZONE = ZoneInfo("UTC")
POLICIES = ProgramConfig(
    hold_days=3,
    lifetime_months=None,
    lifetime_days=20,
    return_grace_days=5,
    cancel_grace_days=5,
    reservation_minutes=3 * 24 * 60,
)
# Here points lapse of inactivity before they lapse of age.
IDLE_POLICIES = replace(POLICIES, lifetime_days=150, inactivity_months=1)
NOBODY = Source(actor="test")


@dataclass(frozen=True)
class Wait:
    days: int


@dataclass(frozen=True)
class Earn:
    points: int


@dataclass(frozen=True)
class Open:
    points: int
    days: int | None


@dataclass(frozen=True)
class Redeem:
    points: int


@dataclass(frozen=True)
class Refund:
    """The `number`-th order that earned was refunded by `percent` in total."""

    number: int
    percent: int


@dataclass(frozen=True)
class Return:
    """The order that the `number`-th redemption paid for was refunded by `percent` in total."""

    number: int
    percent: int


@dataclass(frozen=True)
class Adjust:
    points: int


@dataclass(frozen=True)
class Reserve:
    """A cart holds points, or other points when the cart `number` holds some already."""

    points: int
    number: int


@dataclass(frozen=True)
class Commit:
    """The cart `number` becomes an order."""

    number: int


@dataclass(frozen=True)
class Release:
    """The cart `number` lets its points go."""

    number: int


@dataclass(frozen=True)
class Job:
    """The expiry job runs."""


amounts = st.integers(1, 120)
percents = st.sampled_from([0, 10, 33, 50, 77, 100, 100])
ACTS = st.one_of(
    st.builds(Earn, amounts),
    st.builds(Open, amounts, st.none() | st.integers(1, 25)),
    st.builds(Redeem, amounts),
    st.builds(Refund, st.integers(0, 5), percents),
    st.builds(Return, st.integers(0, 5), percents),
    st.builds(Adjust, st.integers(-100, 100).filter(bool)),
    st.builds(Reserve, amounts, st.integers(0, 2)),
    st.builds(Commit, st.integers(0, 2)),
    st.builds(Release, st.integers(0, 2)),
    st.just(Job()),
)
STEPS = st.one_of(st.builds(Wait, st.integers(1, 12)), ACTS)
HISTORIES = st.lists(STEPS, min_size=1, max_size=14)
IDLE_STEPS = st.one_of(st.builds(Wait, st.integers(1, 50)), ACTS)
IDLE_HISTORIES = st.lists(IDLE_STEPS, min_size=1, max_size=14)
DEBT_MAX = 60


@dataclass
class Order:
    id: int
    points: int
    clawed: int = 0
    claws: int = 0


@dataclass
class Redemption:
    key: str
    points: int
    used: tuple[Part, ...]
    returned: int = 0
    returns: int = 0


@dataclass
class Model:
    """One account in memory; `is_eager` writes down what time did after every step."""

    shortfall: Shortfall = Shortfall.DEBT
    config: ProgramConfig = POLICIES
    carts: dict[int, Hold] = field(default_factory=dict)
    holds: int = 0
    is_eager: bool = False
    at: datetime = NOON
    sheet: Sheet = field(default_factory=Sheet)
    orders: list[Order] = field(default_factory=list)
    redemptions: list[Redemption] = field(default_factory=list)
    steps: int = 0

    def __post_init__(self) -> None:
        months = self.config.inactivity_months
        self.sheet.inactivity = Inactivity(
            zone=UTC_ZONE, periods=idle_periods([(NOON - timedelta(days=365), months)])
        )

    def run(self, history) -> "Model":
        for step in history:
            self.step(step)
        return self

    def step(self, step) -> None:
        self.steps += 1
        if isinstance(step, Wait):
            for _ in range(step.days):
                self.at += timedelta(days=1)
                if self.is_eager:
                    sheet_advance(self.sheet, at=self.at)
            return
        sheet_advance(self.sheet, at=self.at)
        getattr(self, f"_{type(step).__name__.lower()}")(step)

    def _job(self, step) -> None:
        sheet_advance(self.sheet, at=self.at)

    def _earn(self, step) -> None:
        order = Order(id=len(self.orders) + 1, points=step.points)
        self.orders.append(order)
        activates_at = activation_of(self.at, self.config)
        expires_at = expiry_of(activates_at, config=self.config, zone=UTC_ZONE)
        self._credit(
            EntryKind.EARN, f"earn:{order.id}", step.points, activates_at, expires_at, order.id
        )

    def _open(self, step) -> None:
        expires_at = (
            expiry_of(self.at, config=self.config, zone=UTC_ZONE)
            if step.days is None
            else self.at + timedelta(days=step.days)
        )
        key = f"opening:{self.steps}"
        self._credit(EntryKind.OPENING, key, step.points, self.at, expires_at, None)

    def _credit(self, kind, key, points, activates_at, expires_at, order_id) -> None:
        lot = Lot(
            id=0,
            key=key,
            kind=kind,
            points=points,
            activates_at=activates_at,
            expires_at=expires_at,
            order_id=order_id,
        )
        points_credit(self.sheet, lot=lot, effective_at=self.at, source=NOBODY)
        lot_start(self.sheet, lot, at=self.at)

    def _redeem(self, step) -> None:
        key = f"redeem:{self.steps}"
        try:
            movement = points_debit(
                self.sheet,
                kind=EntryKind.REDEEM,
                points=step.points,
                debt_points_max=0,
                key=key,
                source=NOBODY,
                at=self.at,
            )
        except NotEnoughPoints:
            return
        self.redemptions.append(Redemption(key=key, points=step.points, used=movement.parts))

    def _reserve(self, step) -> None:
        hold = self._held(step.number)
        if hold is None:
            self.holds += 1
            hold = Hold(id=self.holds, until=self.at)
        until = self.at + timedelta(minutes=self.config.reservation_minutes)
        with suppress(NotEnoughPoints):
            points_hold(self.sheet, hold, points=step.points, until=until, at=self.at)
            self.carts[step.number] = hold

    def _commit(self, step) -> None:
        key = f"redeem:{self.steps}"
        if hold := self._held(step.number):
            points = hold.points
            movement = hold_commit(self.sheet, hold, key=key, source=NOBODY, at=self.at)
            self.redemptions.append(Redemption(key=key, points=points, used=movement.parts))

    def _release(self, step) -> None:
        if hold := self._held(step.number):
            hold_release(self.sheet, hold, at=self.at)

    def _held(self, number: int) -> Hold | None:
        hold = self.carts.get(number)
        return hold if hold and hold.id in self.sheet.holds else None

    def _adjust(self, step) -> None:
        key = f"adjust:{self.steps}"
        if step.points > 0:
            expires_at = expiry_of(self.at, config=self.config, zone=UTC_ZONE)
            self._credit(EntryKind.ADJUST, key, step.points, self.at, expires_at, None)
            return
        try:
            points_debit(
                self.sheet,
                kind=EntryKind.ADJUST,
                points=-step.points,
                debt_points_max=DEBT_MAX,
                key=key,
                source=NOBODY,
                at=self.at,
            )
        except NotEnoughPoints:
            return

    def _refund(self, step) -> None:
        if step.number >= len(self.orders):
            return
        order = self.orders[step.number]
        missing = order.points * step.percent // 100 - order.clawed
        if not missing:
            return
        order.claws += 1
        order.clawed += missing
        key = f"claw:{order.id}:{order.claws}"
        if missing < 0:
            points_unclaw(
                self.sheet,
                taken=self._taken(order),
                order_id=order.id,
                points=-missing,
                key=key,
                source=NOBODY,
                at=self.at,
            )
            return
        points_claw(
            self.sheet,
            clawback=Clawback(
                order_id=order.id,
                points=missing,
                refunded_at=self.at,
                spent_at=self._spent_at(order),
            ),
            shortfall=self.shortfall,
            key=key,
            source=NOBODY,
            at=self.at,
        )

    def _return(self, step) -> None:
        if step.number >= len(self.redemptions):
            return
        one = self.redemptions[step.number]
        points = one.points * step.percent // 100 - one.returned
        if not points:
            return
        one.returns += 1
        key = f"return:{one.key}:{one.returns}"
        if points > 0:
            points_return(
                self.sheet,
                used=used_last(one.used, returned=one.returned, points=points),
                key=key,
                grace=Grace(days=self.config.return_grace_days, zone=UTC_ZONE),
                source=NOBODY,
                at=self.at,
            )
        else:
            points_debit(
                self.sheet,
                kind=EntryKind.REDEEM_RETURN,
                points=-points,
                debt_points_max=self.sheet.debt - points,
                key=key,
                source=NOBODY,
                at=self.at,
            )
        one.returned += points

    def _spent_at(self, order: Order) -> tuple[datetime, ...]:
        own = {lot.id for lot in self.sheet.lots.values() if lot.order_id == order.id}
        return tuple(
            movement.effective_at
            for movement in self.sheet.moves
            if movement.kind not in LAPSES
            and not movement.key.startswith(f"claw:{order.id}:")
            and any(part.lot_id in own and part.points < 0 for part in movement.parts)
        )

    def _taken(self, order: Order) -> list[Part]:
        taken: list[Part] = []
        for movement in self.sheet.moves:
            if not movement.key.startswith(f"claw:{order.id}:"):
                continue
            for part in movement.parts:
                if part.points < 0:
                    taken.append(part)
                    continue
                back = part.points
                for index in range(len(taken) - 1, -1, -1):
                    if taken[index].lot_id == part.lot_id and back > 0:
                        given = min(back, -taken[index].points)
                        taken[index] = Part(part.lot_id, taken[index].points + given)
                        back -= given
        return taken

    def lots(self) -> list[tuple]:
        """The lots without their ids."""
        return sorted(
            (
                lot.points,
                lot.remaining,
                lot.reserved,
                lot.expired,
                lot.absorbed,
                str(lot.activates_at),
                str(lot.expires_at),
                str(lot.forfeited_at),
            )
            for lot in self.sheet.lots.values()
        )

    def entries(self) -> list[tuple]:
        """The movements without ids and keys, in the order in which they became true."""
        return sorted(
            (str(one.effective_at), one.kind.value, one.points, one.waived)
            for one in self.sheet.moves
        )
