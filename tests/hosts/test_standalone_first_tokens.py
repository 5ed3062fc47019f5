"""The tokens that `run` shows: the staff's newest one counts, the shopper has something to look at."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.api.permissions import Permission
from saleor_crm_plugin.hosts.standalone.auth.api_tokens import token_caller, token_create
from saleor_crm_plugin.hosts.standalone.auth.refusals import TokenExpired, TokenRefused
from saleor_crm_plugin.hosts.standalone.auth.shopper_tokens import shopper_caller
from saleor_crm_plugin.hosts.standalone.first_tokens import (
    shopper_token_of_most_points,
    staff_token_renewed,
)
from saleor_crm_plugin.loyalty.services import points_adjust, program_activate, program_ensure
from tests.factories import NOON, make_profile

pytestmark = pytest.mark.django_db


def test_each_start_replaces_the_staff_token_of_the_start_before() -> None:
    # given
    other = token_create(name="POS", permissions=["MANAGE_USERS"], expires_at=None, at=NOON).secret
    first = staff_token_renewed(at=NOON)

    # when
    second = staff_token_renewed(at=NOON + timedelta(hours=1))

    # then
    later = NOON + timedelta(hours=2)
    assert token_caller(second, at=later).permissions == frozenset(Permission)
    assert token_caller(other, at=later).permissions == {"MANAGE_USERS"}
    with pytest.raises(TokenRefused):
        token_caller(first, at=later)


def test_a_staff_token_ends_after_thirty_days() -> None:
    secret = staff_token_renewed(at=NOON)
    with pytest.raises(TokenExpired):
        token_caller(secret, at=NOON + timedelta(days=30))


def test_the_shopper_shown_is_a_registered_one_with_the_most_points() -> None:
    # given
    program_ensure(at=NOON)
    program_activate(at=NOON)
    holders = {
        make_profile(is_registered=is_registered): points
        for is_registered, points in ((True, 40), (True, 70), (False, 900), (True, 10))
    }
    for number, (profile, points) in enumerate(holders.items()):
        points_adjust(
            profile_id=profile.pk,
            points=points,
            cause=f"gift-{number}",
            actor="test",
            reason="a gift",
            at=NOON,
        )

    # when
    shown = shopper_token_of_most_points(at=NOON)

    # then
    best = next(profile for profile, points in holders.items() if points == 70)
    assert (shown.profile_id, shown.points) == (best.pk, 70)
    assert shopper_caller(shown.secret, at=NOON).profile_id == best.pk


def test_without_a_registered_shopper_there_is_no_shopper_token() -> None:
    make_profile(is_registered=False)
    assert shopper_token_of_most_points(at=NOON) is None
