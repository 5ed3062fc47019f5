"""Referrals on the real tables: claims, rewards once, reversals, merges, decisions, and facts in any order."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from saleor_crm_plugin.errors import Conflict, NotFound
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.loyalty.models import (
    FraudSignal,
    LoyaltyEntry,
    Referral,
    ReferralCode,
    ReferralRevision,
    ReferralTouch,
)
from saleor_crm_plugin.loyalty.queries import ledger_drift
from saleor_crm_plugin.loyalty.rules.referrals import ReferralConfig
from saleor_crm_plugin.loyalty.services import (
    ReferralImpossible,
    program_ensure,
    referral_claim,
    referral_code_ensure,
    referral_decide,
    referral_terms_revise,
    referrals_advance,
    referrals_touch,
)
from saleor_crm_plugin.loyalty.tasks import advance_referrals
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import ProfileAddress, TimelineEvent
from saleor_crm_plugin.profiles.services.erasure import profile_erase
from tests.factories import HOST, NOON
from tests.points_shop import OPENED_AT, days_later, held, make_member, open_shop, spend

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def open_referrals(**terms):
    rules = open_shop()
    referral_terms_revise(program_slug=rules.slug, config=ReferralConfig(**terms), at=OPENED_AT)
    return rules


def claimed(advocate, friend, *, at=NOON) -> Referral:
    code = referral_code_ensure(profile_id=advocate.pk, at=at)
    return Referral.objects.get(pk=referral_claim(code=code, friend_id=friend.pk, at=at))


def order(friend, minor: int = 4000, *, on: float = 1, **values) -> Order:
    """A paid order as the copy of the host's, without points of its own."""
    at = days_later(on)
    number = str(Order.objects.count() + 1)
    values = {
        "placed_at": at,
        "fully_paid_at": at,
        "version_at": at,
        "external_id": number,
        "currency": "EUR",
    } | values
    return Order.objects.create(
        host=HOST,
        number=number,
        profile=friend,
        channel="default-channel",
        status="fulfilled",
        is_fully_paid=True,
        total_gross_minor=minor,
        total_net_minor=minor,
        shipping_gross_minor=0,
        shipping_net_minor=0,
        charged_minor=minor,
        fingerprint=number,
        **values,
    )


def refund(row: Order, minor: int, *, on: float) -> None:
    row.refunds = [
        *row.refunds,
        {
            "id": str(len(row.refunds)),
            "kind": "paid",
            "amount_minor": minor,
            "shipping_minor": 0,
            "lines_minor": {},
            "refunded_at": days_later(on).isoformat(),
        },
    ]
    row.save()


def look(*profiles, on: float) -> None:
    """What a drain and then the task do."""
    referrals_touch(profile_ids=[profile.pk for profile in profiles], at=days_later(on))
    while referrals_advance(at=days_later(on), limit_rows=50):
        pass


def state(row: Referral) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.reason


def points(*profiles, on: float = 60) -> list[tuple[int, int, int]]:
    return [held(profile, days_later(on)) for profile in profiles]


def events(profile) -> list[tuple[str, bool]]:
    rows = TimelineEvent.objects.filter(profile=profile, type__startswith="referral_")
    return [(row.type, not row.is_announced) for row in rows.order_by("pk")]


def test_both_sides_are_rewarded_after_the_hold_once():
    # given
    open_referrals()
    ann, bob = make_member(), make_member()
    row = claimed(ann, bob)
    order(bob, on=1)

    # when
    look(bob, on=1)
    assert (state(row), points(ann, bob)) == (("pending", ""), [(0, 0, 0), (0, 0, 0)])
    look(on=14.99)
    assert state(row) == ("pending", "")
    for _ in range(3):
        look(bob, ann, on=15)

    # then
    assert (state(row), points(ann, bob)) == (("rewarded", ""), [(500, 0, 0), (250, 0, 0)])
    assert events(ann) == [("referral_claimed", True), ("referral_rewarded", True)]
    assert events(bob) == [("referral_rewarded", True)]
    assert LoyaltyEntry.objects.filter(kind="bonus").count() == 2
    assert (ReferralTouch.objects.count(), ledger_drift(at=days_later(60))) == (0, [])


def test_69_one_mailbox_is_rejected_at_the_claim_and_nobody_is_told():
    open_referrals()
    ann = make_member(email="Ann.Smith@gmail.com")
    friend = make_member(email="annsmith+friend@googlemail.com")

    row = claimed(ann, friend)
    order(friend)
    look(friend, on=20)

    assert (state(row), points(ann, friend)) == (
        ("rejected", "self_email"),
        [(0, 0, 0), (0, 0, 0)],
    )


@pytest.mark.parametrize(
    ("mark", "expected"),
    [("ip:a", ("review", "same_ip")), ("card:a", ("rejected", "same_card"))],
)
def test_70_the_network_is_reviewed_and_the_card_is_rejected(mark, expected):
    # given
    open_referrals()
    ann, bob = make_member(), make_member()
    order(ann, marks=[mark], on=-9)
    row = claimed(ann, bob)

    # when
    order(bob, marks=[mark, "ip:b"])
    look(bob, on=20)

    # then
    assert (state(row), points(ann, bob)) == (expected, [(0, 0, 0), (0, 0, 0)])


def test_70_the_same_address_waits_for_staff_who_approve_it_once():
    # given
    open_referrals()
    ann, bob = make_member(), make_member()
    for profile, street in ((ann, "1 Main St."), (bob, "1, MAIN st")):
        ProfileAddress.objects.create(
            profile=profile, kind="shipping", street_1=street, city="Springfield", country_code="US"
        )
    row = claimed(ann, bob)
    order(bob)
    look(bob, on=20)
    assert state(row) == ("review", "same_address")

    # when
    for _ in range(2):
        referral_decide(
            referral_id=row.pk,
            is_approved=True,
            actor="staff:1",
            reason="flatmates",
            at=days_later(21),
        )

    # then
    assert (state(row), points(ann, bob)) == (("rewarded", ""), [(500, 0, 0), (250, 0, 0)])
    with pytest.raises(Conflict):
        referral_decide(
            referral_id=row.pk, is_approved=False, actor="staff:1", reason="", at=days_later(22)
        )
    with pytest.raises(NotFound):
        referral_decide(referral_id=0, is_approved=True, actor="staff:1", reason="", at=NOON)


def test_staff_reject_and_cannot_decide_what_does_not_wait():
    open_referrals()
    ann, bob, eve = make_member(), make_member(), make_member()
    order(ann, marks=["ip:a"], on=-9)
    row, plain = claimed(ann, bob), claimed(ann, eve)
    order(bob, marks=["ip:a"])
    look(bob, on=2)

    referral_decide(referral_id=row.pk, is_approved=False, actor="s", reason="", at=days_later(3))

    assert state(row) == ("rejected", "staff")
    with pytest.raises(Conflict):
        referral_decide(
            referral_id=plain.pk, is_approved=True, actor="s", reason="", at=days_later(3)
        )
    assert state(plain) == ("claimed", "")


@pytest.mark.parametrize(
    ("back", "on", "terms", "expected", "advocate"),
    [
        (2000, 5, {}, ("cancelled", ""), (0, 0, 0)),
        (1000, 5, {}, ("rewarded", ""), (500, 0, 0)),
        (4000, 20, {}, ("reversed", ""), (0, 0, 0)),
        (4000, 20, {"reverses": False}, ("rewarded", ""), (500, 0, 0)),
    ],
)
def test_72_what_refunds_do(back, on, terms, expected, advocate):
    # given
    open_referrals(**terms)
    ann, bob = make_member(), make_member()
    row = claimed(ann, bob)
    bought = order(bob, 4000, on=0)

    # when
    look(bob, on=0)
    if on > 14:
        look(on=14)
        assert points(ann, on=14) == [(500, 0, 0)]
    refund(bought, back, on=on)
    look(bob, on=on)
    look(bob, on=30)

    # then
    assert (state(row), points(ann)) == (expected, [advocate])
    assert ledger_drift(at=days_later(60)) == []


def test_72_points_that_were_spent_are_owed_after_the_reversal():
    open_referrals()
    ann, bob = make_member(), make_member()
    claimed(ann, bob)
    bought = order(bob, on=0)
    look(bob, on=14)
    spend(ann, 400, at=days_later(15))
    refund(bought, 4000, on=20)
    look(bob, on=20)

    assert points(ann, bob) == [(0, 0, 400), (0, 0, 0)]
    assert events(ann)[-1] == ("referral_reversed", True)
    entry = LoyaltyEntry.objects.get(kind="revert", points=-500)
    assert (entry.idempotency_key.split(":")[2:], entry.explanation["side"]) == (
        ["advocate", "2"],
        "advocate",
    )


def test_a_refund_that_is_told_after_the_reward_ends_as_if_it_had_been_told_in_time():
    open_referrals()
    ann, bob = make_member(), make_member()
    row = claimed(ann, bob)
    bought = order(bob, 4000, on=0)
    look(bob, on=14)
    assert points(ann, on=14) == [(500, 0, 0)]

    refund(bought, 2000, on=5)
    look(bob, on=16)

    assert (state(row), points(ann, bob)) == (("cancelled", ""), [(0, 0, 0), (0, 0, 0)])


def test_a_canceled_order_brings_nothing():
    open_referrals()
    ann, bob = make_member(), make_member()
    row = claimed(ann, bob)
    order(bob, exclusion="canceled", version_at=days_later(3))
    look(bob, on=20)

    assert state(row) == ("cancelled", "")


def test_who_ordered_before_is_no_new_shopper_not_even_as_a_guest():
    open_referrals()
    ann, bob, eve = make_member(), make_member(), make_member(email="eve@example.com")
    guest = make_member(email="eve@example.com")
    order(bob, 100, on=-30)
    order(guest, 100, on=-30)
    rows = [claimed(ann, bob), claimed(ann, eve)]

    assert [state(row) for row in rows] == [("rejected", "not_new")] * 2


def test_a_sign_is_not_forgotten_when_it_goes_away():
    open_referrals()
    ann = make_member(email="ann@example.com")
    bob = make_member(email="ann+2@example.com")
    row = claimed(ann, bob)
    bob.email = "bob@example.com"
    bob.save()
    look(bob, on=1)

    assert state(row) == ("rejected", "self_email")
    assert FraudSignal.objects.get().kind == "self_email"


def test_a_crowd_of_claims_waits_for_review():
    open_referrals()
    ann = make_member()
    rows = [claimed(ann, make_member(), at=NOON + timedelta(minutes=n)) for n in range(6)]

    assert [state(row) for row in rows] == [("claimed", "")] * 5 + [("review", "volume")]


def test_a_claim_is_taken_once_and_a_second_link_is_refused():
    # given
    open_referrals()
    ann, eve, bob = make_member(), make_member(), make_member()
    row = claimed(ann, bob)

    # then
    assert claimed(ann, bob, at=days_later(1)).pk == row.pk
    with pytest.raises(Conflict):
        claimed(eve, bob)
    with pytest.raises(NotFound):
        referral_claim(code="nothing", friend_id=eve.pk, at=NOON)
    with pytest.raises(ReferralImpossible):
        claimed(ann, ann)
    assert Referral.objects.count() == 1
    assert events(ann) == [("referral_claimed", True)]


def test_a_code_is_one_for_each_advocate_and_says_nothing_about_him():
    open_referrals()
    ann, eve = make_member(), make_member()
    codes = [referral_code_ensure(profile_id=pk, at=NOON) for pk in (ann.pk, ann.pk, eve.pk)]

    assert codes[0] == codes[1] != codes[2]
    assert [len(code) for code in codes] == [12, 12, 12]
    assert ReferralCode.objects.count() == 2


def test_without_terms_or_an_active_program_there_are_no_codes():
    # given
    ann = make_member()
    program_ensure(at=NOON)
    with pytest.raises(ReferralImpossible):
        referral_code_ensure(profile_id=ann.pk, at=NOON)
    referral_terms_revise(program_slug="points", config=ReferralConfig(), at=NOON)
    with pytest.raises(ReferralImpossible):
        referral_code_ensure(profile_id=ann.pk, at=NOON)
    open_referrals(is_active=False)
    with pytest.raises(ReferralImpossible):
        referral_code_ensure(profile_id=ann.pk, at=NOON)

    # then
    assert ReferralCode.objects.exists() is False
    with pytest.raises(NotFound):
        referral_terms_revise(program_slug="nowhere", config=ReferralConfig(), at=NOON)


def test_terms_are_kept_as_they_were_at_the_claim():
    open_referrals()
    ann, bob = make_member(), make_member()
    claimed(ann, bob)
    dearer = ReferralConfig(advocate_points=1)
    for _ in range(2):
        referral_terms_revise(program_slug="points", config=dearer, at=days_later(1))
    order(bob)
    look(bob, on=20)

    assert (ReferralRevision.objects.count(), points(ann)) == (2, [(500, 0, 0)])


def test_an_order_can_carry_the_code():
    # given
    open_referrals()
    ann, bob = make_member(), make_member()
    code = referral_code_ensure(profile_id=ann.pk, at=NOON)
    order(ann, referral_code=code)
    order(bob, referral_code=code, on=1)
    order(bob, referral_code="unknown", on=2)

    # when
    look(ann, bob, on=2)
    look(bob, on=15)

    # then
    row = Referral.objects.get()
    assert (row.claimed_at, state(row)) == (days_later(1), ("rewarded", ""))
    assert points(ann, bob) == [(500, 0, 0), (250, 0, 0)]


@pytest.mark.parametrize("is_first_told_last", [False, True])
def test_of_two_codes_the_first_one_counts_in_whatever_order_they_are_told(is_first_told_last):
    # given
    open_referrals()
    ann, eve, bob = make_member(), make_member(), make_member()
    codes = [referral_code_ensure(profile_id=profile.pk, at=NOON) for profile in (ann, eve)]
    told = [(1, codes[0]), (2, codes[1])]

    # when
    for on, code in reversed(told) if is_first_told_last else told:
        order(bob, referral_code=code, on=on)
        look(bob, on=3)
    look(bob, on=30)

    # then the friend is new to Ann and not to Eve, who came later
    assert points(ann, eve, bob) == [(500, 0, 0), (0, 0, 0), (250, 0, 0)]


def test_an_order_before_the_terms_or_while_they_are_off_claims_nothing():
    open_referrals()
    ann, bob = make_member(), make_member()
    code = referral_code_ensure(profile_id=ann.pk, at=NOON)
    referral_terms_revise(
        program_slug="points", config=ReferralConfig(is_active=False), at=days_later(1)
    )
    order(bob, referral_code=code, on=2)
    look(bob, on=3)

    assert Referral.objects.exists() is False


def test_history_is_rewarded_and_no_news():
    open_referrals()
    ann, bob = make_member(), make_member()
    code = referral_code_ensure(profile_id=ann.pk, at=NOON)
    order(bob, referral_code=code, is_live=False)
    look(bob, on=20)

    assert events(ann) == [("referral_claimed", False), ("referral_rewarded", False)]


def test_advocate_and_friend_who_turn_out_to_be_one_give_everything_back():
    # given
    open_referrals()
    ann, bob = make_member(), make_member()
    row = claimed(ann, bob)
    order(bob)
    look(bob, on=20)
    assert points(ann, bob) == [(500, 0, 0), (250, 0, 0)]

    # when
    profiles_merge(
        survivor_id=ann.pk, absorbed_id=bob.pk, rule="staff", actor="", at=days_later(21)
    )
    look(on=21)

    # then
    assert (state(row), points(ann)) == (("rejected", "same_person"), [(0, 0, 0)])


def test_of_two_referrals_of_one_person_the_first_is_kept():
    # given two profiles that are one person, referred by two advocates
    open_referrals()
    ann, eve, one, two = (make_member() for _ in range(4))
    first, second = claimed(ann, one), claimed(eve, two, at=days_later(1))
    order(two, on=2)
    look(two, on=20)
    assert points(eve, on=20) == [(500, 0, 0)]

    # when
    profiles_merge(
        survivor_id=two.pk, absorbed_id=one.pk, rule="staff", actor="", at=days_later(21)
    )
    look(on=21)

    # then
    assert (state(first), state(second)) == (("rewarded", ""), ("rejected", "already_referred"))
    assert points(ann, eve, two) == [(500, 0, 0), (0, 0, 0), (250, 0, 0)]


def test_two_merged_advocates_keep_both_links_and_share_one_limit():
    open_referrals(monthly_max=1)
    ann, eve, one, two = (make_member() for _ in range(4))
    rows = [claimed(ann, one), claimed(eve, two)]
    eves = referral_code_ensure(profile_id=eve.pk, at=NOON)
    order(one, on=1)
    order(two, on=2)
    profiles_merge(survivor_id=ann.pk, absorbed_id=eve.pk, rule="staff", actor="", at=days_later(3))
    look(on=20)

    assert [state(row) for row in rows] == [("rewarded", ""), ("rejected", "monthly_limit")]
    friend = make_member()
    referral_claim(code=eves, friend_id=friend.pk, at=days_later(21))
    assert Referral.objects.get(friend=friend).advocate_id == ann.pk


@pytest.mark.parametrize(("on", "expected"), [(3, "cancelled"), (20, "rewarded")])
def test_an_erased_advocate_gets_nothing_more(on, expected):
    open_referrals()
    ann, bob = make_member(), make_member()
    row = claimed(ann, bob)
    code = referral_code_ensure(profile_id=ann.pk, at=NOON)
    order(bob)
    look(bob, on=on)
    profile_erase(profile_id=ann.pk, at=days_later(on))
    look(ann, on=on)
    look(ann, on=40)

    assert state(row)[0] == expected
    with pytest.raises(NotFound):
        referral_claim(code=code, friend_id=make_member().pk, at=days_later(41))


def test_a_referral_expires_after_180_days():
    open_referrals()
    row = claimed(make_member(), make_member())
    look(on=179.9)
    assert state(row) == ("claimed", "")
    assert referrals_advance(at=days_later(180), limit_rows=5) == 1
    assert referrals_advance(at=days_later(180), limit_rows=5) == 0
    assert state(row) == ("expired", "")


def test_the_database_knows_that_only_a_rewarded_referral_has_points():
    open_referrals()
    row = claimed(make_member(), make_member())
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=row.pk).update(advocate_points=500)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.create(
            program=row.program,
            revision=row.revision,
            code=row.code,
            advocate=row.advocate,
            friend=row.friend,
            claimed_at=NOON,
        )


def test_profiles_without_referrals_are_not_touched(django_assert_num_queries):
    bob = make_member()
    with django_assert_num_queries(1):
        referrals_touch(profile_ids=[bob.pk], at=NOON)
    open_referrals()
    order(bob)
    referrals_touch(profile_ids=[bob.pk], at=NOON)

    assert ReferralTouch.objects.exists() is False
    assert advance_referrals() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_never_overrun_the_limit_and_never_reward_twice():
    # given 8 friends of one advocate, of whom 3 count
    open_referrals(monthly_max=3, daily_max=100)
    ann = make_member()
    friends = [make_member() for _ in range(8)]
    rows = [claimed(ann, friend) for friend in friends]
    for number, friend in enumerate(friends):
        order(friend, on=1 + number / 100)
        referrals_touch(profile_ids=[friend.pk], at=days_later(20))

    # when
    def work() -> None:
        try:
            while referrals_advance(at=days_later(20), limit_rows=2):
                pass
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    # then
    assert [state(row)[0] for row in rows] == ["rewarded"] * 3 + ["rejected"] * 5
    assert points(ann, *friends) == [(1500, 0, 0)] + [(250, 0, 0)] * 3 + [(0, 0, 0)] * 5
    assert (ledger_drift(at=days_later(60)), connection.vendor) == ([], "postgresql")
