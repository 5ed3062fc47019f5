"""A merge and its undo, in every domain: both shoppers are as before, or it is refused."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from saleor_crm_plugin.automation.models import Automation, AutomationRun
from saleor_crm_plugin.errors import CrmError, NotFound
from saleor_crm_plugin.ingest.services.merges import profiles_merge, profiles_unmerge
from saleor_crm_plugin.loyalty.models import LoyaltyAccount, LoyaltyEntry, PointLot
from saleor_crm_plugin.loyalty.queries import drift_report
from saleor_crm_plugin.loyalty.rules.movements import NotEnoughPoints
from saleor_crm_plugin.loyalty.services import (
    PointsInseparable,
    account_freeze,
    points_adjust,
)
from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import (
    Consent,
    ConsentEvent,
    Identifier,
    MergeRecord,
    Profile,
    ProfileTag,
    TimelineEvent,
)
from saleor_crm_plugin.profiles.services.basics import profile_index
from saleor_crm_plugin.profiles.services.consents import consent_change
from saleor_crm_plugin.profiles.services.edits import ProfileEdit, profile_update
from saleor_crm_plugin.profiles.services.erasure import profile_erase
from saleor_crm_plugin.profiles.services.unmerges import UnmergeImpossible
from tests.factories import NOON, make_profile
from tests.points_shop import (
    days_later,
    give,
    held,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)

pytestmark = pytest.mark.django_db


def merge(first, second, at=NOON) -> int:
    assert profiles_merge(
        survivor_id=first.pk, absorbed_id=second.pk, rule="staff", actor="test", at=at
    )
    return MergeRecord.objects.order_by("-pk").first().pk


def undo(merge_id: int, at=NOON, days_max: int = 30):
    return profiles_unmerge(merge_id=merge_id, actor="test", days_max=days_max, at=at)


def say(profile, *, granted: bool, at=NOON) -> None:
    consent_change(
        profile_id=profile.pk,
        channel="email",
        topic="",
        is_granted=granted,
        source="storefront",
        actor="",
        stated_at=at,
        at=at,
    )


def picture(*profiles) -> dict:
    """Everything of the two that a merge touches, without the traces that it leaves on purpose."""
    ids = [profile.pk for profile in profiles]
    kept = [name.attname for name in Profile._meta.concrete_fields if name.name != "updated_at"]
    return {
        "profiles": list(Profile.objects.filter(pk__in=ids).order_by("pk").values(*kept)),
        "identifiers": sorted(
            Identifier.objects.filter(profile_id__in=ids).values_list(
                "profile_id", "kind", "source", "value", "claimed_until"
            )
        ),
        "tags": sorted(
            ProfileTag.objects.filter(profile_id__in=ids).values_list("profile_id", "value")
        ),
        "consents": sorted(
            Consent.objects.filter(profile_id__in=ids).values_list(
                "profile_id", "channel", "topic", "status", "stated_at"
            )
        ),
        "orders": sorted(Order.objects.filter(profile_id__in=ids).values_list("pk", "profile_id")),
        "messages": sorted(Message.objects.values_list("pk", "profile_id")),
        "runs": sorted(AutomationRun.objects.values_list("pk", "profile_id")),
        "timeline": sorted(
            TimelineEvent.objects.filter(profile_id__in=ids)
            .exclude(type__in=["profile_merged", "profile_unmerged"])
            .values_list("pk", "profile_id")
        ),
        "accounts": sorted(
            LoyaltyAccount.objects.filter(profile_id__in=ids).values_list(
                "pk", "profile_id", "status", "balance_points", "debt_points", "merged_into_id"
            )
        ),
        "lots": sorted(
            PointLot.objects.values_list(
                "pk", "account_id", "key", "remaining_points", "expired_points", "absorbed_points"
            )
        ),
        "held": [held(profile) for profile in profiles],
    }


def two_shoppers():
    """P1 consents and has 120 points, P2 has revoked and has 30; both bought, have tags, names and a guest's address."""
    first = make_member(email="one@example.com", first_name="Ada", named_by="b 1")
    second = make_member(first_name="Adah", last_name="Lovelace", named_by="b 2")
    for profile in (first, second):
        profile_index(profile)
        profile.save()
    say(first, granted=True)
    say(second, granted=False)
    for profile, kind, value in (
        (first, "email", "one@example.com"),
        (second, "host_user", "42"),
        (second, "guest_email", "two@example.com"),
    ):
        Identifier.objects.create(
            profile=profile, kind=kind, value=value, claimed_until=NOON, created_at=NOON
        )
    for profile, value in ((first, "vip"), (second, "vip"), (second, "tea")):
        ProfileTag.objects.create(profile=profile, name=value, value=value, created_at=NOON)
    give(first, 120)
    order = sale(second, 3000)
    tell(order)
    automation = Automation.objects.create(slug="welcome-test", created_at=NOON)
    AutomationRun.objects.create(
        automation=automation, profile=second, key="k", message_key="k", started_at=NOON
    )
    return first, second, order


def test_a_52_a_merge_and_its_undo_leave_both_as_before() -> None:
    # given
    open_shop()
    first, second, _ = two_shoppers()
    before = picture(first, second)

    # when
    merge_id = merge(first, second)
    assert held(first) == (150, 0, 0)
    assert Consent.objects.get(profile=first).status == "revoked"
    assert (
        profiles_merge(
            survivor_id=first.pk, absorbed_id=second.pk, rule="staff", actor="test", at=NOON
        )
        is False
    )
    undone = undo(merge_id)

    # then
    assert undone is not None
    assert picture(first, second) == before
    assert undo(merge_id) is None
    assert picture(first, second) == before
    assert drift_report(at=NOON).drift_count == 0
    assert sorted(
        TimelineEvent.objects.filter(type="profile_unmerged").values_list("profile_id", flat=True)
    ) == [first.pk, second.pk]
    assert ConsentEvent.objects.filter(profile=first, source="unmerge").count() == 1
    assert merge(first, second) > merge_id
    assert held(first) == (150, 0, 0)


def test_case_32_debt_that_the_merge_paid_is_owed_again() -> None:
    # given
    open_shop()
    first, second = make_member(), make_member()
    give(first, 300, expires_at=days_later(30))
    points_adjust(
        profile_id=second.pk,
        points=-100,
        cause="x",
        actor="test",
        reason="",
        at=NOON,
        debt_points_max=100,
    )
    before = picture(first, second)

    # when
    merge_id = merge(first, second)
    assert held(first) == (200, 0, 0)
    undo(merge_id)

    # then
    assert (held(first), held(second)) == ((300, 0, 0), (0, 0, 100))
    assert picture(first, second) == before
    assert drift_report(at=NOON).drift_count == 0


def test_what_happened_since_stays_where_it_happened() -> None:
    # given
    open_shop()
    first, second, order = two_shoppers()
    merge_id = merge(first, second)

    # when
    spend(first, 130, at=days_later(1))
    give(first, 40, at=days_later(1))
    tell(sale(first, 700, at=days_later(1)), at=days_later(1))
    with pytest.raises(PointsInseparable):
        undo(merge_id, at=days_later(2))
    assert held(first, days_later(2)) == (67, 0, 0)
    assert MergeRecord.objects.get().undone_at is None
    assert LoyaltyAccount.objects.filter(merged_into__isnull=False).count() == 1
    assert Order.objects.get(pk=order.order_id).profile_id == first.pk


def test_points_that_were_spent_since_are_missing_where_they_were_taken_from() -> None:
    # given
    open_shop()
    first, second = make_member(), make_member()
    give(first, 120)
    give(second, 30, expires_at=days_later(9))
    merge_id = merge(first, second)
    bought = sale(first, 2000, is_fully_paid=False)

    # when
    spend(first, 20, at=days_later(1), order=bought)
    give(first, 7, at=days_later(1))
    undo(merge_id, at=days_later(2))

    # then
    assert held(first, days_later(2)) == (127, 0, 0)
    assert held(second, days_later(2)) == (10, 0, 0)
    tell(refunded(bought, 2000), at=days_later(3))
    assert held(second, days_later(3)) == (30, 0, 0)
    assert held(second, days_later(10)) == (0, 0, 0)
    assert held(first, days_later(10)) == (127, 0, 0)
    assert drift_report(at=days_later(3)).drift_count == 0


def test_an_order_that_earned_since_goes_back_with_its_points() -> None:
    # given
    open_shop()
    first, second = make_member(), make_member()
    order = sale(second, 5000, is_fully_paid=False)
    give(second, 1)
    merge_id = merge(first, second)
    paid = replace(order, is_fully_paid=True, profile_id=first.pk)
    tell(paid, at=days_later(1))
    assert held(first, days_later(1)) == (51, 0, 0)

    # when
    undo(merge_id, at=days_later(2))

    # then
    assert (held(first, days_later(2)), held(second, days_later(2))) == ((0, 0, 0), (51, 0, 0))
    tell(refunded(replace(paid, profile_id=second.pk), 5000), at=days_later(3))
    assert held(second, days_later(3)) == (1, 0, 0)
    assert drift_report(at=days_later(3)).drift_count == 0


def test_a_freeze_goes_back_to_whose_it_was() -> None:
    open_shop()
    first, second = make_member(), make_member()
    give(first, 1)
    give(second, 1)
    account_freeze(profile_id=second.pk, actor="test", reason="x", at=NOON)
    before = picture(first, second)
    undo(merge(first, second))
    assert picture(first, second) == before


def test_a_revocation_since_counts_for_both_and_later_edits_stay() -> None:
    # given
    open_shop()
    first, second = make_member(first_name="Ada"), make_member(last_name="Lovelace")
    say(first, granted=True)
    say(second, granted=True)
    merge_id = merge(first, second)

    # when
    say(first, granted=False, at=days_later(1))
    edit = ProfileEdit(values={"last_name": "Byron"})
    profile_update(profile_id=first.pk, edit=edit, actor="test", at=days_later(1))
    undo(merge_id, at=days_later(2))

    # then
    assert set(Consent.objects.values_list("status", flat=True)) == {"revoked"}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.first_name, first.last_name, second.last_name) == ("Ada", "Byron", "Lovelace")


def test_what_staff_wrote_about_the_absorbed_one_outlives_the_merge() -> None:
    first = make_profile(first_name="Host", phone="+886900000001", edited_fields=["phone"])
    second = make_profile(
        first_name="Staff", phone="+886900000002", edited_fields=["first_name", "phone"]
    )
    merge(first, second)
    first.refresh_from_db()
    assert (first.first_name, first.phone) == ("Staff", "+886900000001")
    assert first.edited_fields == ["first_name", "phone"]


def test_a_merge_is_not_undone_when_it_cannot_be_exact() -> None:
    # given
    open_shop()
    first, second, third = make_member(), make_member(), make_member()
    merge_id = merge(first, second)

    # then
    with pytest.raises(UnmergeImpossible, match="older than 30 days"):
        undo(merge_id, at=NOON + timedelta(days=30, seconds=1))
    with pytest.raises(NotFound):
        undo(merge_id + 1)
    later = merge(third, first)
    with pytest.raises(UnmergeImpossible, match="is merged since"):
        undo(merge_id)
    undo(later)
    assert undo(merge_id) is not None
    again = merge(first, second)
    profile_erase(profile_id=first.pk, at=NOON)
    with pytest.raises(UnmergeImpossible):
        undo(again)
    assert MergeRecord.objects.get(pk=again).moved_rows == {}


moves = st.lists(
    st.tuples(st.booleans(), st.integers(-80, 120).filter(bool), st.integers(0, 40) | st.none()),
    max_size=7,
)


@pytest.mark.slow
@settings(max_examples=200)
@given(moves)
def test_a_merge_and_its_undo_at_once_change_no_balance(steps) -> None:
    with transaction.atomic():
        open_shop()
        first, second = make_member(), make_member()
        give(first, 1)
        give(second, 1)
        for number, (is_first, points, days) in enumerate(steps):
            shopper = first if is_first else second
            if points > 0:
                expires_at = None if days is None else days_later(days + 1)
                give(shopper, points, expires_at=expires_at)
                continue
            try:
                points_adjust(
                    profile_id=shopper.pk,
                    points=points,
                    cause=str(number),
                    actor="test",
                    reason="",
                    at=NOON,
                    debt_points_max=60,
                )
            except NotEnoughPoints:
                continue
        before = picture(first, second)
        undo(merge(first, second))
        assert picture(first, second) == before
        assert drift_report(at=NOON).drift_count == 0
        assert LoyaltyEntry.objects.exists()
        transaction.set_rollback(True)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_merge_while_both_redeem_loses_and_doubles_nothing() -> None:
    # given
    open_shop()
    first, second = make_member(), make_member()
    give(first, 100)
    give(second, 100)
    barrier, spent = Barrier(9), []

    def redeem(number: int) -> None:
        barrier.wait()
        shopper = first if number % 2 else second
        try:
            for _ in range(5):
                try:
                    spend(shopper, 10)
                except (CrmError, LookupError):
                    continue
                spent.append(10)
        finally:
            connection.close()

    def join() -> None:
        barrier.wait()
        try:
            merge(first, second)
        finally:
            connection.close()

    # when
    threads = [Thread(target=redeem, args=(number,)) for number in range(8)]
    threads.append(Thread(target=join))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then
    totals = LoyaltyEntry.objects.filter(kind="redeem").aggregate(total=Sum("points"))
    assert -(totals["total"] or 0) == sum(spent)
    left = sum(LoyaltyAccount.objects.values_list("balance_points", flat=True))
    assert left + sum(spent) == 200
    assert drift_report(at=NOON).drift_count == 0
