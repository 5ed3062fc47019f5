"""The page about referrals is right: each example runs as it stands, each term has the default it names."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from saleor_crm_plugin.loyalty.rules.fraud import HARD, Signal
from saleor_crm_plugin.loyalty.rules.referrals import ReferralConfig, ReferralState
from tests.domain.test_referrals import claimed, look, open_referrals, order, refund
from tests.factories import NOON
from tests.points_shop import days_later, held, make_member

PAGE = (Path(__file__).parents[2] / "docs" / "referral.md").read_text()
EXAMPLES = re.findall(
    r"^\| ([\d.]+) on day (\d+) \| (.+?) \| (\d+) \| (\w+) \| (\d+) \| (\d+) \|$",
    PAGE,
    re.MULTILINE,
)


def test_the_page_has_examples():
    assert len(EXAMPLES) == 9


@pytest.mark.parametrize("example", EXAMPLES, ids=" ".join)
@pytest.mark.django_db
def test_the_example_runs_as_it_stands(example):
    # given
    price, bought_on, what, on, state, advocate_points, friend_points = example
    open_referrals()
    ann, bob = make_member(), make_member()
    row = claimed(ann, bob, at=NOON)
    bought = order(bob, _minor(price), on=int(bought_on))

    # when
    if back := re.fullmatch(r"([\d.]+) go back on day (\d+)", what):
        look(bob, on=min(int(on), 14))
        if int(back[2]) <= int(on):
            refund(bought, _minor(back[1]), on=int(back[2]))
    else:
        assert what == "nothing"
    look(bob, on=int(on))

    # then
    row.refresh_from_db()
    at = days_later(int(on)) + timedelta(seconds=1)
    assert (row.state.upper(), held(ann, at)[0], held(bob, at)[0]) == (
        state,
        int(advocate_points),
        int(friend_points),
    )


def test_the_terms_have_the_defaults_that_the_page_names():
    named = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", PAGE, re.MULTILINE))
    config = ReferralConfig()

    assert {name: named[name] for name in list(named)[:8]} == {
        "advocatePoints": str(config.advocate_points),
        "friendPoints": str(config.friend_points),
        "minimums": "25.00 EUR",
        "holdDays": str(config.hold_days),
        "claimDays": str(config.claim_days),
        "monthlyMax": str(config.monthly_max),
        "dailyMax": str(config.daily_max),
        "reverses": "true",
    }
    assert (config.minimums, config.reverses) == ((("EUR", 2500),), True)


def test_every_sign_and_every_state_is_named():
    signs = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| `(\w+)` \|", PAGE, re.MULTILINE))

    assert signs == {signal.name: "REJECTED" if signal in HARD else "REVIEW" for signal in Signal}
    assert [state.name for state in ReferralState if f" {state.name}" not in PAGE] == []


def _minor(price: str) -> int:
    return int(price.replace(".", ""))
