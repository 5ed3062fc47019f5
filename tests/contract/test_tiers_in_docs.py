"""The page about tiers is right: each worked example runs as it stands, each policy has the default it names."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from saleor_crm_plugin.loyalty.models import TierMembership
from saleor_crm_plugin.loyalty.rules.tier_policy import (
    TierConfig,
    TierDowngrade,
    TierRefunds,
    TierWindow,
)
from saleor_crm_plugin.loyalty.services import tiers_converge
from tests.points_shop import make_member, refunded, sale
from tests.tier_shop import open_tiers, told

PAGE = (Path(__file__).parents[2] / "docs" / "tiers.md").read_text()
EXAMPLES = dict(
    re.findall(
        r"^(.+):\n\n\| on \| what happens \| tier \| kept until \|\n\|---.*\n((?:\|.*\n)+)",
        PAGE,
        re.MULTILINE,
    )
)
POLICIES = {
    "Calendar year, kept to the end of the next": {},
    "Calendar year with a grace of 30 days": {"grace_days": 30},
    "Calendar year, one step at a time": {"downgrade": TierDowngrade.ONE_STEP},
    "Calendar year, refunds at once": {"refunds": TierRefunds.AT_ONCE},
    "Calendar year, refunds at the next look": {"refunds": TierRefunds.AT_EVALUATION},
    "Rolling window of 90 days": {"window": TierWindow.ROLLING_DAYS, "window_length": 90},
}


def test_every_example_has_its_policies():
    assert list(EXAMPLES) == list(POLICIES)


@pytest.mark.parametrize("title", POLICIES)
@pytest.mark.django_db
def test_the_example_runs_as_it_stands(title):
    # given
    open_tiers(**POLICIES[title])
    member, order = make_member(), None
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")] for row in EXAMPLES[title].splitlines()
    ]

    for on, what, tier, kept_until in rows:
        # when
        at = datetime.fromisoformat(on).replace(tzinfo=UTC)
        if bought := re.fullmatch(r"an order of ([\d,.]+)", what):
            order = sale(member, _minor(bought[1]), at=at)
            told(order, at=at)
        elif back := re.fullmatch(r"([\d,.]+) of it go back", what):
            order = refunded(order, _minor(back[1]), at=at)
            told(order, at=at)
        else:
            assert what == "nothing"
            tiers_converge(profile_ids=[member.pk], live_profile_ids=[], at=at)

        # then
        held = TierMembership.objects.filter(profile=member, from_at__lte=at).latest("from_at")
        last_day = held.until_at and (held.until_at - timedelta(days=1)).date().isoformat()
        assert (on, held.slug, last_day or "-") == (on, tier, kept_until)


def _minor(price: str) -> int:
    return int(price.replace(",", "").replace(".", ""))


def test_the_policies_have_the_defaults_that_the_page_names():
    named = dict(re.findall(r"^\| `(\w+)` \| `?([\w]+)`?", PAGE, re.MULTILINE))
    config = TierConfig()

    assert named == {
        "window": config.window.name,
        "keepsNextYear": str(config.keeps_next_year).lower(),
        "downgrade": config.downgrade.name,
        "graceDays": str(config.grace_days),
        "refunds": config.refunds.name,
        "metric": config.metric.name,
    }
