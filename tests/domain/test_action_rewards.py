"""Points for what shoppers do beside buying: registrations, newsletters, birthdays, events."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.errors import Conflict, Invalid, NotFound
from saleor_crm_plugin.loyalty.models import ActionReward, LoyaltyAccount, LoyaltyEntry
from saleor_crm_plugin.loyalty.queries import entries_page, ledger_drift
from saleor_crm_plugin.loyalty.queries.actions import action_reward_rows, action_reward_view
from saleor_crm_plugin.loyalty.rules.actions import ActionKind
from saleor_crm_plugin.loyalty.services import (
    ActionRewardTerms,
    accounts_merge,
    action_reward_activate,
    action_reward_create,
    action_reward_revise,
    action_reward_stop,
    actions_reward,
    event_reward,
    program_pause,
)
from saleor_crm_plugin.loyalty.tasks import reward_actions
from saleor_crm_plugin.profiles.models import Consent, ConsentEvent, TimelineEvent
from tests.factories import NOON, make_profile
from tests.points_shop import (
    OPENED_AT,
    day,
    days_later,
    held,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger_stays_sound():
    """Every test ends with a ledger that contradicts itself nowhere."""
    yield
    assert [one for one in ledger_drift(at=NOON) if not one.invariant.startswith("I4")] == []


def reward_for(kind: ActionKind, points: int = 50, *, slug: str = "", since=OPENED_AT, **terms):
    view = action_reward_create(
        slug=slug or kind.value,
        kind=kind,
        terms=ActionRewardTerms(name="A reward", points=points, **terms),
        at=since,
    )
    return action_reward_activate(reward_id=view.reward_id, at=since)


def born(month: int, day_of_month: int, **values):
    return make_member(birth_month=month, birth_day=day_of_month, **values)


def run(text: str) -> int:
    return actions_reward(at=datetime.fromisoformat(text).replace(tzinfo=UTC), limit_rows=100)


def keys() -> list[str]:
    rows = LoyaltyEntry.objects.order_by("pk").values_list("idempotency_key", flat=True)
    return list(rows)


@pytest.mark.parametrize(
    ("on", "paid"),
    [
        ("2026-02-27", []),
        ("2026-02-28", ["birthday:2026"]),
        ("2026-03-06", ["birthday:2026"]),
        ("2028-02-28", []),
        ("2028-02-29", ["birthday:2028"]),
    ],
)
def test_case_61_who_was_born_on_29_february_is_paid_on_28_february_of_other_years(
    on, paid
) -> None:
    open_shop()
    reward_for(ActionKind.BIRTHDAY)
    born(2, 29)
    run(f"{on}T12:00")
    assert keys() == paid


@pytest.mark.parametrize(("on", "paid"), [("2026-10-03", 1), ("2026-10-07", 1), ("2026-10-08", 0)])
def test_case_61_a_missed_birthday_is_paid_for_six_days(on, paid) -> None:
    open_shop()
    reward_for(ActionKind.BIRTHDAY)
    shopper = born(10, 1)
    assert run(f"{on}T12:00") == paid
    assert run(f"{on}T12:00") == 0
    assert keys() == ["birthday:2026"] * paid
    assert held(shopper, day(on)) == (0, 50 * paid, 0)
    assert held(shopper, day("2026-12-01")) == (50 * paid, 0, 0)


def test_case_61_a_birthday_of_30_december_is_paid_in_january_as_the_previous_years() -> None:
    open_shop()
    reward_for(ActionKind.BIRTHDAY)
    born(12, 30)
    assert run("2027-01-02T12:00") == 1
    assert keys() == ["birthday:2026"]
    assert run("2027-12-30T12:00") == 1
    assert keys() == ["birthday:2026", "birthday:2027"]


@pytest.mark.parametrize("edited", [(10, 20), (1, 2)])
def test_case_61_editing_the_birthday_cannot_pay_twice(edited) -> None:
    open_shop()
    reward_for(ActionKind.BIRTHDAY)
    shopper = born(10, 1)
    assert run("2026-10-01T12:00") == 1
    shopper.birth_month, shopper.birth_day = edited
    shopper.save()
    assert run("2026-10-20T12:00") == 0
    assert run("2027-01-02T12:00") == 0


def test_a_birthday_begins_at_midnight_of_the_programs_calendar() -> None:
    open_shop(time_zone="Asia/Taipei")
    reward_for(ActionKind.BIRTHDAY)
    born(10, 1)
    assert run("2026-09-30T15:59") == 0
    assert run("2026-09-30T16:00") == 1


def test_birthdays_before_the_reward_of_guests_and_by_the_moon_are_not_paid() -> None:
    open_shop()
    reward_for(ActionKind.BIRTHDAY, since=day("2026-10-02"), ends_at=day("2026-10-04"))
    born(10, 1)
    born(10, 2, birth_is_lunar=True)
    make_profile(birth_month=10, birth_day=2)
    born(10, 4)
    assert run("2026-10-05T12:00") == 0
    born(10, 3)
    assert run("2026-10-05T12:00") == 1


def test_a_registration_is_paid_once_and_none_from_before_the_reward() -> None:
    # given
    open_shop()
    reward_for(ActionKind.REGISTRATION, 100, since=NOON)
    make_member(registered_at=days_later(-1))
    new = make_member(registered_at=days_later(1))
    make_member(registered_at=days_later(9))

    # when
    assert actions_reward(at=days_later(2), limit_rows=100) == 1
    assert actions_reward(at=days_later(3), limit_rows=100) == 0

    # then
    entry = entries_page(profile_id=new.pk, limit_rows=9).entries[0]
    assert (entry.kind.value, entry.points, entry.reason) == ("bonus", 100, "A reward")
    assert entry.explanation == {"action": "registration", "kind": "registration", "trimmed": 0}
    assert TimelineEvent.objects.get(profile=new).type == "points_earned"


def test_the_end_of_a_reward_and_a_pause_of_the_program_are_respected() -> None:
    open_shop()
    reward_for(ActionKind.REGISTRATION, since=NOON, ends_at=days_later(2))
    make_member(registered_at=days_later(2))
    assert actions_reward(at=days_later(3), limit_rows=100) == 0
    make_member(registered_at=days_later(1))
    program_pause(at=days_later(3))
    assert actions_reward(at=days_later(3), limit_rows=100) == 0
    assert LoyaltyAccount.objects.exists() is False


def test_a_newsletter_is_paid_to_who_asks_for_it_the_first_time() -> None:
    # given
    open_shop()
    reward_for(ActionKind.NEWSLETTER, 30, since=NOON)
    new, returning, gone = make_member(), make_member(), make_member()
    for shopper, at in (
        (new, days_later(1)),
        (returning, days_later(-9)),
        (returning, days_later(1)),
    ):
        ConsentEvent.objects.create(
            profile=shopper,
            channel="email",
            status="granted",
            source="test",
            was_applied=True,
            stated_at=at,
            recorded_at=at,
        )
    for shopper, status in ((new, "granted"), (returning, "granted"), (gone, "revoked")):
        Consent.objects.create(
            profile=shopper, channel="email", status=status, stated_at=days_later(1)
        )

    # when
    assert actions_reward(at=days_later(2), limit_rows=100) == 1
    assert actions_reward(at=days_later(2), limit_rows=100) == 0

    # then
    assert held(new, days_later(2)) == (30, 0, 0)


def test_two_profiles_that_become_one_are_paid_once() -> None:
    open_shop()
    reward_for(ActionKind.REGISTRATION, since=NOON)
    first, second = make_member(registered_at=NOON), make_member(registered_at=NOON)
    type(first).objects.filter(pk=first.pk).update(is_registered=False)
    assert actions_reward(at=NOON, limit_rows=100) == 1
    accounts_merge(survivor_id=first.pk, absorbed_id=second.pk, at=NOON)
    type(first).objects.filter(pk=first.pk).update(is_registered=True)
    type(first).objects.filter(pk=second.pk).update(state="merged", merged_into=first)
    assert actions_reward(at=NOON, limit_rows=100) == 0
    assert held(first) == (50, 0, 0)


def told(shopper, reference: str, *, slug: str = "review", at=NOON):
    return event_reward(
        profile_id=shopper.pk, slug=slug, reference=reference, actor="app:reviews", at=at
    )


def test_an_event_is_paid_once_for_each_reference() -> None:
    open_shop()
    reward_for(ActionKind.EVENT, 20, slug="review")
    shopper = make_member()
    first = told(shopper, "product-1")
    assert told(shopper, "product-1", at=days_later(5)) == first
    assert (first.points, first.actor) == (20, "app:reviews")
    assert told(shopper, "product-2").entry_id != first.entry_id
    assert held(shopper) == (40, 0, 0)
    assert run("2026-04-01T12:00") == 0


def test_an_event_is_trimmed_to_the_months_limit_and_to_the_budget() -> None:
    open_shop()
    reward_for(ActionKind.EVENT, 20, slug="review", month_points_max=50, budget_points=65)
    shopper = make_member()
    points = [getattr(told(shopper, f"product-{number}"), "points", 0) for number in range(4)]
    assert points == [20, 20, 10, 0]
    assert told(shopper, "product-9", at=days_later(31)).points == 15
    assert told(shopper, "product-10", at=days_later(31)) is None
    assert action_reward_view(action_reward_rows().get()).left == 0
    assert LoyaltyEntry.objects.order_by("-pk").first().explanation["trimmed"] == 5


def test_a_reward_pays_what_is_owed_first() -> None:
    open_shop()
    reward_for(ActionKind.EVENT, 20, slug="review")
    shopper = make_member()
    order = sale(shopper, 3000)
    tell(order)
    spend(shopper, 30)
    tell(refunded(order, 3000))
    assert held(shopper) == (0, 0, 30)
    told(shopper, "product-1")
    assert held(shopper) == (0, 0, 10)


@pytest.mark.parametrize("state", ["unknown", "stopped", "ended"])
def test_an_event_that_is_not_rewarded_is_refused_and_writes_nothing(state) -> None:
    open_shop()
    made = reward_for(ActionKind.EVENT, slug="review", ends_at=days_later(1))
    if state == "stopped":
        action_reward_stop(reward_id=made.reward_id, at=NOON)
    with pytest.raises(NotFound):
        told(
            make_member(),
            "product-1",
            slug="other" if state == "unknown" else "review",
            at=days_later(1) if state == "ended" else NOON,
        )
    assert LoyaltyAccount.objects.exists() is False


def test_a_reward_starts_when_it_is_switched_on_and_again_after_a_stop() -> None:
    open_shop()
    made = reward_for(ActionKind.REGISTRATION, since=NOON)
    assert action_reward_activate(reward_id=made.reward_id, at=days_later(1)) == made
    stopped = action_reward_stop(reward_id=made.reward_id, at=days_later(2))
    assert action_reward_stop(reward_id=made.reward_id, at=days_later(3)) == stopped
    make_member(registered_at=days_later(3))
    again = action_reward_activate(reward_id=made.reward_id, at=days_later(4))
    assert again.active_since == days_later(4)
    assert actions_reward(at=days_later(5), limit_rows=100) == 0


def test_a_reward_is_created_once_and_revised() -> None:
    # given
    terms = ActionRewardTerms(name="Welcome", points=100)
    words = {"slug": "welcome", "kind": ActionKind.REGISTRATION, "at": NOON}
    made = action_reward_create(terms=terms, **words)
    assert action_reward_create(terms=terms, **words) == made

    # when
    revised = action_reward_revise(
        reward_id=made.reward_id,
        terms=ActionRewardTerms(name="Hello", points=70, budget_points=700),
        at=NOON,
    )

    # then
    assert (revised.name, revised.points, revised.left) == ("Hello", 70, 700)
    with pytest.raises(Conflict):
        action_reward_create(terms=terms, **words)
    with pytest.raises(NotFound):
        action_reward_create(terms=terms, program="nothing", **words)
    with pytest.raises(NotFound):
        action_reward_stop(reward_id=0, at=NOON)
    assert ActionReward.objects.count() == 1
    assert action_reward_rows(program="points", is_active=False).count() == 1


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": " "}),
        ("points", {"points": 0}),
        ("monthPointsMax", {"month_points_max": 5, "kind": ActionKind.BIRTHDAY}),
        ("monthPointsMax", {"month_points_max": 0}),
        ("budgetPoints", {"budget_points": -1}),
    ],
)
def test_terms_that_cannot_be_are_refused(field, values) -> None:
    kind = values.pop("kind", ActionKind.EVENT)
    terms = ActionRewardTerms(**({"name": "A", "points": 1} | values))
    with pytest.raises(Invalid) as refusal:
        action_reward_create(slug="a", kind=kind, terms=terms, at=NOON)
    assert refusal.value.at_field == field
    assert ActionReward.objects.exists() is False


def test_a_budget_is_never_less_than_what_was_given_and_one_reward_of_a_kind_is_on() -> None:
    open_shop()
    made = reward_for(ActionKind.EVENT, 20, slug="review")
    told(make_member(), "product-1")
    with pytest.raises(Invalid):
        action_reward_revise(
            reward_id=made.reward_id,
            terms=ActionRewardTerms(name="A", points=1, budget_points=19),
            at=NOON,
        )
    reward_for(ActionKind.BIRTHDAY)
    with pytest.raises(Conflict):
        reward_for(ActionKind.BIRTHDAY, slug="second")
    reward_for(ActionKind.EVENT, slug="survey")


def test_paying_costs_the_same_statements_whatever_the_number() -> None:
    open_shop()
    reward_for(ActionKind.REGISTRATION, since=NOON)
    counts = []
    for number in (2, 30):
        for _ in range(number):
            make_member(registered_at=NOON)
        with CaptureQueriesContext(connection) as queries:
            assert actions_reward(at=NOON, limit_rows=100) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_task_pays_until_nothing_is_due() -> None:
    open_shop()
    reward_for(ActionKind.REGISTRATION)
    make_member(registered_at=NOON)
    assert reward_actions() == 1
    assert reward_actions() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_never_pass_the_budget_and_pay_nobody_twice() -> None:
    # given
    open_shop()
    reward_for(ActionKind.REGISTRATION, 20, since=NOON, budget_points=130)
    for _ in range(20):
        make_member(registered_at=NOON)

    # when
    def work(_number: int) -> None:
        try:
            while actions_reward(at=NOON, limit_rows=3):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    # then
    assert sorted(LoyaltyEntry.objects.values_list("points", flat=True)) == [10] + [20] * 6
    assert ActionReward.objects.get().used_points == 130
