"""What staff may say about a reward: reminders that would never come are refused."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.loyalty.models import Reward
from saleor_crm_plugin.loyalty.rules.rewards import (
    RewardKind,
    RewardValue,
    coupon_end,
    reminder_of,
)
from saleor_crm_plugin.loyalty.services import RewardTerms, reward_create, reward_revise
from tests.factories import NOON

FIVE = (RewardValue(currency="EUR", amount_minor=500),)
NEVER = "a reminder comes fewer days before the end than a code is good, got 30 of 30"
ENDLESS = "a code that is good for ever has no end to remind of"


def terms(*, valid_days: int | None, remind_days: int) -> RewardTerms:
    return RewardTerms(
        name="5.00 off",
        kind=RewardKind.FIXED,
        points=500,
        values=FIVE,
        valid_days=valid_days,
        remind_days=remind_days,
    )


@given(
    issued_at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    valid_days=st.integers(1, 400),
    remind_days=st.integers(1, 401),
)
def test_a_reminder_comes_when_it_is_fewer_days_than_the_code_is_good(
    issued_at, valid_days, remind_days
):
    end = coupon_end(issued_at, days=valid_days, zone=ZoneInfo("UTC"))

    reminder = reminder_of(issued_at, end, days_before=remind_days)

    assert (reminder is not None) == (remind_days < valid_days)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("valid_days", "remind_days", "message"),
    [
        (30, 30, NEVER),
        (1, 7, NEVER.replace("30 of 30", "7 of 1")),
        (None, 1, ENDLESS),
        (30, -1, "a reminder cannot be -1 days before"),
    ],
)
def test_a_reminder_that_would_never_come_is_refused(valid_days, remind_days, message):
    # when
    with pytest.raises(Invalid) as refusal:
        reward_create(
            slug="five-off", terms=terms(valid_days=valid_days, remind_days=remind_days), at=NOON
        )

    # then
    assert (str(refusal.value), refusal.value.at_field) == (message, "remindDays")
    assert Reward.objects.exists() is False


@pytest.mark.django_db
def test_a_reward_keeps_its_days_when_new_ones_are_refused():
    # given
    made = reward_create(slug="five-off", terms=terms(valid_days=30, remind_days=29), at=NOON)

    # when
    for wanted, message in (
        (terms(valid_days=30, remind_days=30), NEVER),
        (terms(valid_days=None, remind_days=29), ENDLESS),
    ):
        with pytest.raises(Invalid, match=message):
            reward_revise(reward_id=made.reward_id, terms=wanted, at=NOON)

    # then
    row = Reward.objects.get()
    assert (row.valid_days, row.remind_days, row.updated_at) == (30, 29, NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("valid_days", [None, 1, 30])
def test_no_reminder_fits_every_end(valid_days):
    made = reward_create(
        slug="five-off", terms=terms(valid_days=valid_days, remind_days=0), at=NOON
    )

    assert (made.valid_days, made.remind_days) == (valid_days, 0)
