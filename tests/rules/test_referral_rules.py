"""What becomes of a referral: the worked cases, and that neither order nor repetition of facts matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.rules.fraud import (
    Person,
    PostalPlace,
    Signal,
    email_comparable,
    place_comparable,
    signals_between,
    verdict_of,
)
from saleor_crm_plugin.loyalty.rules.referrals import (
    FriendOrder,
    ReferralCase,
    ReferralConfig,
    ReferralReason,
    ReferralState,
    is_crowded,
    referral_config_decoded,
    referral_config_encoded,
    referral_outcome,
    referral_outcomes,
)

CLAIMED_AT = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
UTC_ZONE = ZoneInfo("UTC")


def bought(minor: int = 4000, *, on: float = 0, id: int = 1, **values) -> FriendOrder:
    at = CLAIMED_AT + DAY * on
    values = {"placed_at": at, "paid_at": at, "currency": "EUR"} | values
    return FriendOrder(order_id=id, amount_minor=minor, **values)


def refunded(order: FriendOrder, minor: int, *, on: float) -> FriendOrder:
    return replace(order, refunds=(*order.refunds, (order.paid_at + DAY * on, minor)))


def case(*orders: FriendOrder, id: int = 1, config: ReferralConfig | None = None, **values):
    return ReferralCase(
        referral_id=id,
        orders=orders,
        config=config or ReferralConfig(),
        **{"claimed_at": CLAIMED_AT} | values,
    )


def outcome(one: ReferralCase, *, on: float) -> tuple[str, str]:
    found = referral_outcome(one, at=CLAIMED_AT + DAY * on)
    return found.state.value, found.reason


def test_69_gmail_addresses_of_one_mailbox_are_rejected():
    # given
    friend = Person(emails=frozenset({"annsmith+friend@googlemail.com"}))
    advocate = Person(emails=frozenset({"Ann.Smith@gmail.com"}))

    # when
    signals = signals_between(advocate, friend)

    # then
    assert signals == {Signal.SELF_EMAIL}
    one = case(bought(), signals=frozenset(signals))
    assert outcome(one, on=20) == ("rejected", "self_email")


_MAIN = PostalPlace(
    street_1="1 Main St.", city="Springfield", postal_code="12-345", country_code="US"
)


@pytest.mark.parametrize(
    ("_case", "advocate", "friend", "expected"),
    [
        ("same IP only", {"ips": {"a"}}, {"ips": {"a", "b"}}, ("review", "same_ip")),
        (
            "same address only",
            {"places": {_MAIN}},
            {
                "places": {
                    PostalPlace(street_1="1, MAIN st", postal_code="12345", country_code="us")
                }
            },
            ("review", "same_address"),
        ),
        ("same card", {"cards": {"a"}}, {"cards": {"a"}}, ("rejected", "same_card")),
    ],
)
def test_70_signs_are_reviewed_or_rejected(_case, advocate, friend, expected):
    sides = [
        Person(**{name: frozenset(value) for name, value in side.items()})
        for side in (advocate, friend)
    ]
    signals = frozenset(signals_between(*sides))

    assert outcome(case(bought(), signals=signals), on=20) == expected


def test_72_a_refund_below_the_minimum_within_the_hold_cancels():
    order = refunded(bought(4000), 2000, on=5)

    assert outcome(case(order), on=4) == ("pending", "")
    assert outcome(case(order), on=5) == ("cancelled", "")
    assert outcome(case(order), on=20) == ("cancelled", "")


def test_72_a_refund_that_leaves_the_minimum_changes_nothing():
    order = refunded(bought(4000), 1000, on=5)

    assert outcome(case(order), on=13.99) == ("pending", "")
    assert outcome(case(order), on=14) == ("rewarded", "")


def test_72_a_full_refund_after_the_hold_reverses_if_the_policy_says_so():
    order = refunded(bought(4000), 4000, on=20)
    kept = ReferralConfig(reverses=False)

    assert outcome(case(order), on=19) == ("rewarded", "")
    assert outcome(case(order), on=20) == ("reversed", "")
    assert outcome(case(order, config=kept), on=20) == ("rewarded", "")
    assert outcome(case(refunded(bought(4000), 3999, on=20)), on=20) == ("rewarded", "")


def test_only_an_order_of_the_minimum_in_its_currency_after_the_claim_qualifies():
    assert outcome(case(bought(2499)), on=1) == ("claimed", "")
    assert outcome(case(bought(2500)), on=1) == ("pending", "")
    assert outcome(case(bought(9900, currency="USD")), on=1) == ("claimed", "")
    assert outcome(case(bought(9900, on=-1)), on=1) == ("claimed", "")
    found = referral_outcome(case(bought(2499), bought(on=3, id=2)), at=CLAIMED_AT + 4 * DAY)
    assert (found.order_id, found.due_at) == (2, CLAIMED_AT + 17 * DAY)


def test_a_claim_lasts_180_days():
    assert outcome(case(), on=179.99) == ("claimed", "")
    assert outcome(case(), on=180) == ("expired", "")
    assert outcome(case(bought(on=179.99)), on=181) == ("pending", "")
    assert outcome(case(bought(on=180)), on=300) == ("expired", "")
    assert outcome(case(signals=frozenset({Signal.SAME_IP})), on=180) == ("expired", "")


def test_staff_decide_what_waits_for_review():
    waiting = case(bought(), signals=frozenset({Signal.SAME_IP}))

    assert outcome(waiting, on=20) == ("review", "same_ip")
    assert referral_outcome(waiting, at=CLAIMED_AT).due_at is None
    assert outcome(replace(waiting, staff_approved=True), on=1) == ("pending", "")
    assert outcome(replace(waiting, staff_approved=True), on=20) == ("rewarded", "")
    assert outcome(replace(waiting, staff_approved=False), on=20) == ("rejected", "staff")


def test_approval_does_not_help_against_what_leaves_no_doubt():
    one = case(bought(), signals=frozenset({Signal.NOT_NEW, Signal.SAME_IP}), staff_approved=True)

    assert outcome(one, on=20) == ("rejected", "not_new")


def test_who_turned_out_to_be_one_person_gets_nothing():
    assert outcome(case(bought(), ended=ReferralReason.SAME_PERSON), on=20) == (
        "rejected",
        "same_person",
    )


def test_an_erasure_ends_what_is_open_and_leaves_what_was_given():
    erased = case(bought(), ended=ReferralReason.ERASED)

    assert outcome(erased, on=20) == ("cancelled", "erased")
    assert outcome(replace(erased, was_rewarded=True), on=20) == ("rewarded", "")


def test_ten_referrals_of_a_month_count_by_when_the_friends_paid():
    # given eleven friends, the one who was referred first paying last, and one who paid in April
    config = ReferralConfig(hold_days=0)
    cases = [case(bought(on=n, id=n), id=n, config=config) for n in range(2, 12)]
    cases += [case(bought(on=20, id=1), id=1, config=config)]
    cases += [case(bought(on=31, id=50), id=50, config=config)]

    # when
    found = referral_outcomes(cases, zone=UTC_ZONE, at=CLAIMED_AT + 40 * DAY)

    # then
    assert {key for key, one in found.items() if one.state is ReferralState.REJECTED} == {1}
    assert found[1].reason == "monthly_limit"
    unlimited = replace(config, monthly_max=None)
    cases = [replace(one, config=unlimited) for one in cases]
    states = referral_outcomes(cases, zone=UTC_ZONE, at=CLAIMED_AT + 40 * DAY).values()
    assert {one.state for one in states} == {ReferralState.REWARDED}


def test_a_canceled_referral_makes_room_and_a_reversed_one_does_not():
    config = ReferralConfig(monthly_max=1)
    second = case(bought(on=2, id=2), id=2, config=config)
    for on, expected in ((5, "rewarded"), (20, "rejected")):
        first = case(refunded(bought(on=1, id=1), 4000, on=on), id=1, config=config)
        found = referral_outcomes([first, second], zone=UTC_ZONE, at=CLAIMED_AT + 40 * DAY)
        assert found[2].state.value == expected


def test_a_sixth_claim_in_24_hours_is_a_crowd():
    config = ReferralConfig()
    five = [CLAIMED_AT - timedelta(hours=n) for n in range(1, 6)]

    assert is_crowded(CLAIMED_AT, five, config=config) is True
    assert is_crowded(CLAIMED_AT, five[1:], config=config) is False
    assert is_crowded(CLAIMED_AT + DAY, five, config=config) is False


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("Ann.Smith@gmail.com", "annsmith@gmail.com"),
        (" a.n.n@GoogleMail.com ", "ann@gmail.com"),
        ("ann.smith+x+y@example.com", "ann.smith@example.com"),
        ("", ""),
        ("+x@example.com", ""),
        ("ann", ""),
    ],
)
def test_an_address_is_compared_by_its_mailbox(email, mailbox):
    assert email_comparable(email) == mailbox


def test_places_are_compared_without_what_writers_vary():
    long = PostalPlace(street_1="Żabia Street 1", street_2="", city="ŁÓDŹ", country_code="PL")
    short = PostalPlace(street_1="zabia st, 1", street_2="", city="Łódź", country_code="pl")

    assert place_comparable(long) == place_comparable(short) == "zabia st 1|lodz|pl"
    assert place_comparable(replace(long, city="")) == ""
    assert place_comparable(replace(long, street_1=" . ")) == ""
    assert signals_between(Person(places=frozenset({PostalPlace(street_1="")})), Person()) == set()


def test_the_verdict_is_the_first_sign_that_leaves_no_doubt():
    assert verdict_of({Signal.SAME_IP, Signal.NOT_NEW, Signal.SELF_EMAIL}) is Signal.SELF_EMAIL
    assert verdict_of({Signal.SAME_IP, Signal.VOLUME}) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"advocate_points": -1},
        {"hold_days": -1},
        {"claim_days": 0},
        {"daily_max": 0},
        {"monthly_max": 0},
        {"minimums": (("EUR", 1), ("EUR", 2))},
        {"minimums": (("EUR", -1),)},
    ],
)
def test_terms_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        ReferralConfig(**wrong)


def test_terms_survive_their_storage():
    config = ReferralConfig(monthly_max=None, minimums=(("PLN", 1), ("EUR", 2)))

    assert referral_config_decoded(referral_config_encoded(config) | {"later": 1}) == config
    assert referral_config_decoded({}) == ReferralConfig()


# ---- properties

days = st.integers(-5, 220)


@st.composite
def cases(draw) -> ReferralCase:
    orders = []
    for number in range(draw(st.integers(0, 3))):
        order = bought(draw(st.sampled_from([100, 2500, 4000])), on=draw(days), id=number)
        for _ in range(draw(st.integers(0, 2))):
            order = refunded(order, draw(st.integers(1, 4000)), on=draw(st.integers(0, 40)))
        orders.append(order)
    return case(
        *orders,
        signals=draw(st.frozensets(st.sampled_from(Signal), max_size=2)),
        staff_approved=draw(st.sampled_from([None, True, False])),
        config=ReferralConfig(monthly_max=draw(st.sampled_from([None, 1, 2]))),
    )


@st.composite
def advocates(draw) -> list[ReferralCase]:
    found = draw(st.lists(cases(), max_size=4))
    return [replace(one, referral_id=number) for number, one in enumerate(found)]


@settings(max_examples=1000)
@given(advocates(), days, st.randoms())
def test_the_order_of_facts_does_not_matter(mine, on, chance):
    # given the same facts in another order
    at = CLAIMED_AT + DAY * on
    shuffled = []
    for one in mine:
        orders = [replace(order, refunds=_shuffled(order.refunds, chance)) for order in one.orders]
        shuffled.append(replace(one, orders=_shuffled(orders, chance)))

    # then
    assert referral_outcomes(_shuffled(shuffled, chance), zone=UTC_ZONE, at=at) == (
        referral_outcomes(mine, zone=UTC_ZONE, at=at)
    )


def _shuffled(rows, chance) -> tuple:
    rows = list(rows)
    chance.shuffle(rows)
    return tuple(rows)


@settings(max_examples=1000)
@given(advocates(), days)
def test_nothing_happens_before_the_instant_that_is_said_to_be_due(mine, on):
    # given
    at = CLAIMED_AT + DAY * on
    known = [_known_by(one, at) for one in mine]
    now = referral_outcomes(known, zone=UTC_ZONE, at=at)

    # then at any later moment before the earliest due one all is as it was
    later = CLAIMED_AT + DAY * 500
    due = min((one.due_at for one in now.values() if one.due_at), default=later)
    assert due > at
    then = referral_outcomes(known, zone=UTC_ZONE, at=due - timedelta.resolution)
    assert then == now


def _known_by(one: ReferralCase, at: datetime) -> ReferralCase:
    orders = [
        replace(order, refunds=tuple(back for back in order.refunds if back[0] <= at))
        for order in one.orders
        if order.paid_at <= at
    ]
    return replace(one, orders=tuple(orders), claimed_at=min(one.claimed_at, at))


@settings(max_examples=500)
@given(advocates(), days)
def test_no_month_has_more_rewards_than_allowed(mine, on):
    limit = ReferralConfig(monthly_max=2)
    mine = [replace(one, config=limit) for one in mine]
    found = referral_outcomes(mine, zone=UTC_ZONE, at=CLAIMED_AT + DAY * on)
    months = [one.qualified_at.strftime("%Y-%m") for one in found.values() if one.is_rewarded]

    assert all(months.count(month) <= 2 for month in months)
