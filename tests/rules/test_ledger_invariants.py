"""The invariants I1 to I12 of the ledger, held by the rules alone through a thousand histories each."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.rules.balances import balance_at
from saleor_crm_plugin.loyalty.rules.ledger import Sheet, has_lapsed, usable_lots
from saleor_crm_plugin.loyalty.rules.movements import sheet_advance
from saleor_crm_plugin.loyalty.rules.program import Shortfall
from tests.ledger_model import (
    HISTORIES,
    Adjust,
    Earn,
    Job,
    Model,
    Open,
    Redeem,
    Refund,
    Return,
    Wait,
)

THOUSAND = settings(max_examples=1000)
SHORTFALLS = st.sampled_from(Shortfall)


def assert_sound(model: Model) -> None:
    """I1, I2, I3, I4 and I8, from nothing but the movements."""
    sheet = model.sheet
    by_lot = Counter()
    for movement in sheet.moves:
        for part in movement.parts:
            by_lot[part.lot_id] += part.points
    total = sum(movement.points for movement in sheet.moves)
    left = sum(lot.remaining for lot in sheet.lots.values())
    assert sheet.balance == total == left - sheet.debt
    assert sheet.debt == -by_lot[None] >= 0
    for lot in sheet.lots.values():
        assert 0 <= lot.remaining <= lot.points
        assert lot.remaining == by_lot[lot.id]
        assert 0 <= lot.absorbed <= lot.expired
        assert 0 <= lot.reserved <= lot.remaining
        assert lot.free == 0 or not has_lapsed(lot, model.at)
        assert lot.reserved == sum(
            part.points
            for hold in sheet.holds.values()
            for part in hold.parts
            if part.lot_id == lot.id
        )
    assert sheet.reserved == sum(lot.reserved for lot in sheet.lots.values())
    assert all(hold.until > model.at and hold.points > 0 for hold in sheet.holds.values())
    balance = balance_at(sheet, model.at)
    assert sheet.balance == balance.available + balance.reserved + balance.pending - balance.debt
    assert sheet.debt == 0 or usable_lots(sheet, model.at) == []
    for order in model.orders:
        claws = [one for one in sheet.moves if one.key.startswith(f"claw:{order.id}:")]
        assert order.clawed == sum(one.waived - one.points for one in claws)
        assert 0 <= order.clawed <= order.points
    for one in model.redemptions:
        returns = [move for move in sheet.moves if move.key.startswith(f"return:{one.key}:")]
        assert one.returned == sum(move.points for move in returns)
        assert 0 <= one.returned <= one.points
    assert len({move.key for move in sheet.moves}) == len(sheet.moves)


@THOUSAND
@given(HISTORIES, SHORTFALLS)
def test_i1_to_i4_and_i8_hold_after_every_step(history, shortfall) -> None:
    model = Model(shortfall=shortfall)
    for step in history:
        model.step(step)
        sheet_advance(model.sheet, at=model.at)
        assert_sound(model)


@THOUSAND
@given(HISTORIES, SHORTFALLS)
def test_i5_movements_are_only_ever_added(history, shortfall) -> None:
    model = Model(shortfall=shortfall)
    for step in history:
        before = list(model.sheet.moves)
        model.step(step)
        assert model.sheet.moves[: len(before)] == before


@THOUSAND
@given(HISTORIES, SHORTFALLS, st.integers(0, 40))
def test_i7_the_balance_does_not_depend_on_when_the_job_ran(history, shortfall, days) -> None:
    # given
    daily = Model(shortfall=shortfall, is_eager=True).run(history)
    never = Model(shortfall=shortfall).run([step for step in history if not isinstance(step, Job)])
    later = daily.at + timedelta(days=days)

    # when
    told = [balance_at(model.sheet, later) for model in (daily, never)]
    for model in (daily, never):
        sheet_advance(model.sheet, at=later)

    # then
    assert told[0] == told[1] == balance_at(never.sheet, later)
    assert daily.lots() == never.lots()
    assert daily.entries() == never.entries()


@THOUSAND
@given(HISTORIES, SHORTFALLS, st.data())
def test_i9_many_refunds_end_like_one(history, shortfall, data) -> None:
    """However many refunds an order has on a day, in whatever order, only their total counts."""
    # given
    one, many = Model(shortfall=shortfall).run(history), Model(shortfall=shortfall).run(history)
    targets = {
        number: (-(-order.clawed * 100 // order.points), data.draw(st.integers(0, 100)))
        for number, order in enumerate(one.orders[:6])
    }

    # when
    for number, (so_far, percent) in targets.items():
        total = max(so_far, percent)
        one.step(Refund(number, min(total, 100)))
        for part in sorted({data.draw(st.integers(so_far, total)), total}):
            many.step(Refund(number, min(part, 100)))
            many.step(Refund(number, min(part, 100)))

    # then
    assert [order.clawed for order in one.orders] == [order.clawed for order in many.orders]
    assert one.lots() == many.lots()
    assert (one.sheet.balance, one.sheet.debt) == (many.sheet.balance, many.sheet.debt)


@st.composite
def shopping_trips(draw) -> list:
    """Redemptions and orders within the lifetime of the points, after some opening balances."""
    trip = st.one_of(
        st.builds(Earn, st.integers(1, 120)),
        st.builds(Redeem, st.integers(1, 120)),
        st.just(Wait(1)),
    )
    opened = draw(st.lists(st.builds(Open, st.integers(1, 200), st.none()), max_size=3))
    return [*opened, *draw(st.lists(trip, min_size=1, max_size=12))]


@THOUSAND
@given(shopping_trips(), st.randoms(use_true_random=False))
def test_i10_refunding_every_order_in_any_order_restores_the_opening_balance(history, random):
    # given
    model = Model().run(history)
    opening = sum(step.points for step in history if isinstance(step, Open))
    refunds = [Refund(number, 100) for number in range(len(model.orders))]
    refunds += [Return(number, 100) for number in range(len(model.redemptions))]

    # when
    for step in random.sample(refunds, len(refunds)):
        model.step(step)

    # then
    balance = balance_at(model.sheet, model.at)
    assert (balance.available, balance.pending, balance.debt) == (opening, 0, 0)
    assert_sound(model)


@THOUSAND
@given(HISTORIES, SHORTFALLS, st.integers(0, 80), st.integers(0, 80))
def test_i11_every_period_rolls_forward(history, shortfall, first, last) -> None:
    model = Model(shortfall=shortfall).run(history)
    first, last = sorted((first, last))
    begins = min((move.effective_at for move in model.sheet.moves), default=model.at)
    start, end = begins + timedelta(days=first), begins + timedelta(days=last)

    def before(at) -> Counter:
        sums = Counter()
        for move in model.sheet.moves:
            if move.effective_at < at:
                sums[move.kind] += move.points
        return sums

    moved = Counter()
    for move in model.sheet.moves:
        if start <= move.effective_at < end:
            moved[move.kind] += move.points
    closing = before(end)
    assert {kind: before(start)[kind] + moved[kind] for kind in closing} == dict(closing)
    settled = [move.points for move in model.sheet.moves if move.kind == "settle"]
    assert settled == [0] * len(settled)


@THOUSAND
@given(
    st.lists(st.tuples(st.integers(1, 90), st.none() | st.integers(1, 25)), min_size=1, max_size=6),
    st.integers(1, 200),
    st.integers(0, 100),
)
def test_i12_redeeming_and_returning_is_redeeming_less(lots, points, percent) -> None:
    # given
    opened = [Open(amount, days) for amount, days in lots]
    both, once = Model().run(opened), Model().run(opened)
    returned = points * percent // 100

    # when
    both.run([Redeem(points), Return(0, percent)])
    if both.redemptions and returned < points:
        once.step(Redeem(points - returned))

    # then
    if both.redemptions:
        assert both.lots() == once.lots()
        assert both.sheet.balance == once.sheet.balance


@THOUSAND
@given(HISTORIES)
def test_a_written_off_shortfall_never_becomes_debt(history) -> None:
    history = [step for step in history if not isinstance(step, (Adjust, Return))]
    model = Model(shortfall=Shortfall.CLAMP).run(history)
    assert model.sheet.debt == 0


@THOUSAND
@given(HISTORIES, SHORTFALLS)
def test_asking_what_if_changes_nothing(history, shortfall) -> None:
    model = Model(shortfall=shortfall).run(history)
    before = (model.lots(), model.entries(), model.sheet.debt)
    balance_at(model.sheet, model.at + timedelta(days=100))
    assert (model.lots(), model.entries(), model.sheet.debt) == before
    assert balance_at(Sheet(), model.at).available == 0


def test_a_refund_that_is_taken_back_after_others_paid_its_debt_gives_the_points_back() -> None:
    """The debt of 100 was paid by the 130: what comes back is points, never a negative debt."""
    model = Model().run([Earn(100), Wait(4), Redeem(100), Refund(0, 100), Open(130, None)])
    assert (model.sheet.debt, model.sheet.balance) == (0, 30)

    model.step(Refund(0, 0))

    assert (model.sheet.debt, model.sheet.balance) == (0, 130)
    model.step(Refund(0, 100))
    assert (model.sheet.debt, model.sheet.balance) == (0, 30)
