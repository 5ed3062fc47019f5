"""The page about points is right: each worked example runs as it stands, each policy has the default it names."""

import re
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from saleor_crm_plugin.loyalty.models import LoyaltyEntry
from saleor_crm_plugin.loyalty.queries import ledger_drift
from saleor_crm_plugin.loyalty.rules.actions import ActionKind
from saleor_crm_plugin.loyalty.rules.bonus import (
    BonusLine,
    BonusOrder,
    BonusRule,
    RuleEffect,
    contributions,
)
from saleor_crm_plugin.loyalty.rules.earning import LineAmounts, OrderAmounts, order_award
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate, Rounding, Stacking
from saleor_crm_plugin.loyalty.services import (
    ActionRewardTerms,
    account_close,
    account_reopen,
    action_reward_activate,
    action_reward_create,
    actions_reward,
)
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.orders.queries import OrderSummary
from saleor_crm_plugin.profiles.models import Profile
from tests.points_shop import (
    canceled,
    day,
    give,
    held,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)

PAGE = (Path(__file__).parents[2] / "docs" / "loyalty.md").read_text()
HEADER = "| on | what happens | available | pending | owed |"
EXAMPLES = re.findall(r"^(Hold .*)\n\n\| on \|.*\n\|---.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)


@dataclass
class Story:
    """Plays the sentences of an example; an order is known by its letter."""

    shopper: Profile
    orders: dict[str, OrderSummary] = field(default_factory=dict)

    def play(self, sentence: str, at: datetime) -> None:
        for pattern, act in self.sentences.items():
            if match := re.fullmatch(pattern, sentence):
                act(self, at, *match.groups())
                return
        raise AssertionError(f"the test does not understand {sentence!r}")

    def gives(self, at, points, until) -> None:
        give(self.shopper, number(points), at=at, expires_at=day(until) if until else None)

    def paid(self, at, letter, price, points, _rest) -> None:
        in_points = number(points or "0")
        order = sale(self.shopper, minor(price), at=at, points_paid_minor=in_points)
        self.orders[letter] = order
        if in_points:
            spend(self.shopper, in_points, at=at, order=order)
        tell(order, at=at)

    def refund(self, at, letter, amount) -> None:
        self.orders[letter] = refunded(self.orders[letter], minor(amount))
        tell(self.orders[letter], at=at)

    def cancel(self, at, letter) -> None:
        self.orders[letter] = canceled(self.orders[letter])
        tell(self.orders[letter], at=at)

    def again(self, at, letter) -> None:
        tell(self.orders[letter], at=at)

    def spends(self, at, points) -> None:
        spend(self.shopper, number(points), at=at)

    def handed(self, at, letter) -> None:
        order = replace(self.orders[letter], profile_id=make_member().pk)
        Order.objects.filter(pk=order.order_id).update(profile=order.profile_id)
        tell(order, at=at)

    def leaves(self, at) -> None:
        account_close(profile_id=self.shopper.pk, actor="test", reason="", at=at)

    def comes_back(self, at) -> None:
        account_reopen(profile_id=self.shopper.pk, actor="test", reason="", at=at)

    def nothing(self, at) -> None:
        """Only time passes."""

    sentences = {
        r"the shop gives ([\d,]+)(?: until ([\d-]+))?": gives,
        r"order (\w) of ([\d.]+) is paid(?: with ([\d,]+) points(?: and ([\d.]+))?)?": paid,
        r"(\w) is refunded ([\d.]+)": refund,
        r"(\w) is canceled": cancel,
        r"(\w) is told again": again,
        r"the shopper spends ([\d,]+)": spends,
        r"(\w) goes to another shopper": handed,
        r"the shopper leaves": leaves,
        r"the shopper comes back": comes_back,
        r"nothing": nothing,
    }


def number(text: str) -> int:
    return int(text.replace(",", ""))


def minor(text: str) -> int:
    whole, cents = text.split(".")
    return int(whole) * 100 + int(cents)


def config_of(policies: str) -> ProgramConfig:
    hold, lifetime, idle, grace = re.fullmatch(
        r"Hold (\d+) days, points live (for ever|\d+ \w+)(?:, idle (\d+) months)?(?:, grace (\d+) days)?\.",
        policies,
    ).groups()
    days = int(grace or 0)
    config = ProgramConfig(
        hold_days=int(hold),
        lifetime_months=None,
        inactivity_months=int(idle) if idle else None,
        return_grace_days=days,
        cancel_grace_days=days,
    )
    if lifetime == "for ever":
        return config
    length, unit = lifetime.split()
    name = "lifetime_months" if unit.startswith("month") else "lifetime_days"
    return replace(config, **{name: int(length)})


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) == PAGE.count(HEADER) == 10


@pytest.mark.django_db
@pytest.mark.parametrize(("policies", "rows"), EXAMPLES)
def test_a_worked_example_runs_as_it_stands(policies, rows) -> None:
    open_shop(config_of(policies))
    story = Story(make_member())
    told, found = [], []
    for row in rows.splitlines():
        on, sentence, *numbers = (cell.strip() for cell in row.strip("|").split("|"))
        at = datetime.fromisoformat(on).replace(tzinfo=UTC)
        story.play(sentence, at)
        told.append((on, sentence, *map(number, numbers)))
        found.append((on, sentence, *held(story.shopper, at)))
    assert found == told
    assert [one for one in ledger_drift(at=at) if not one.invariant.startswith("I4")] == []


BASES = re.findall(r"^\| ((?:`\w+` ?)+|nothing) \| ([\d.]+) \| (\d+) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("flags", "basis", "points"), BASES)
def test_a_basis_is_counted_as_the_page_says(flags, basis, points) -> None:
    order = OrderAmounts(
        lines=(
            LineAmounts(
                id="1",
                gross_minor=11070,
                net_minor=9000,
                undiscounted_gross_minor=12300,
                undiscounted_net_minor=10000,
            ),
            LineAmounts(id="2", gross_minor=2000, net_minor=2000, is_gift_card=True),
        ),
        shipping_gross_minor=1230,
        shipping_net_minor=1000,
        points_paid_minor=2460,
    )
    rate = Rate(**{f"basis_{name}": True for name in re.findall(r"`(\w+)`", flags)})
    award = order_award(order, rate=rate, rounding=Rounding.FLOOR)
    assert (award.basis_minor, award.points) == (minor(basis), int(points))
    assert len(BASES) == 7


@pytest.mark.parametrize("dataclass_", [ProgramConfig, Rate])
def test_every_policy_is_documented_with_its_default(dataclass_) -> None:
    documented = dict(re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", PAGE, re.MULTILINE))
    defaults = {
        one.name: str(one.default)
        for one in fields(dataclass_)
        if one.name not in ("channel", "currency")
    }
    assert {name: documented.get(name) for name in defaults} == defaults


EARNING = (Path(__file__).parents[2] / "docs" / "earning.md").read_text()
BIRTHDAYS = re.findall(r"^\| (\d+ \w+) \| ([\d-]+) \| (\S+) \|$", EARNING, re.MULTILINE)


@pytest.mark.django_db
@pytest.mark.parametrize(("born", "on", "paid"), BIRTHDAYS)
def test_a_birthday_is_paid_as_the_page_says(born, on, paid) -> None:
    open_shop()
    made = action_reward_create(
        slug="birthday",
        kind=ActionKind.BIRTHDAY,
        terms=ActionRewardTerms(name="Happy birthday", points=50),
        at=day("2020-01-01"),
    )
    action_reward_activate(reward_id=made.reward_id, at=day("2020-01-01"))
    date = datetime.strptime(f"{born} 2000", "%d %B %Y").replace(tzinfo=UTC)
    make_member(birth_month=date.month, birth_day=date.day)
    actions_reward(at=day(on), limit_rows=10)
    keys = list(LoyaltyEntry.objects.values_list("idempotency_key", flat=True))
    assert (keys or ["nothing"]) == [paid]
    assert len(BIRTHDAYS) == 6


FACTORS = re.findall(
    r"^\| ([\d.]+) \| (.+?) \| `(floor|half_up|ceil)` \| (\d+) \| (\d+) \|$", EARNING, re.MULTILINE
)
STACKED = re.findall(r"^\| `([A-Z]+)` \| (\d+) \| ", EARNING, re.MULTILINE)
KINDS = {
    "times": (RuleEffect.MULTIPLY, 1000),
    "once": (RuleEffect.FIXED, 1),
    "for each unit": (RuleEffect.PER_UNIT, 1),
}


def rules_of(words: str) -> list[BonusRule]:
    """The rules of words such as `2 times, 50 once`."""
    rules = []
    for number, word in enumerate(words.split(", ")):
        amount, kind = word.split(" ", 1)
        effect, unit = KINDS[kind]
        rules.append(
            BonusRule(slug=f"r{number}", effect=effect, amount=int(Decimal(amount) * unit))
        )
    return rules


def earned(price: str, rounding: Rounding, words: str, stacking: Stacking) -> tuple[int, int]:
    """What an order of one line earns at the rate, and by rules beyond it."""
    line = LineAmounts(id="1", gross_minor=minor(price), net_minor=minor(price))
    award = order_award(OrderAmounts(lines=(line,)), rate=Rate(), rounding=rounding)
    order = BonusOrder(
        channel="",
        currency="EUR",
        paid_at=day("2026-03-01"),
        basis_minor=award.basis_minor,
        base_points=award.points,
        lines=(BonusLine(weight=dict(award.weights)["1"], quantity=1),),
        scale=award.scale,
        points_per_minor=Fraction(1, 100),
        rounding=rounding,
    )
    given = contributions(rules_of(words), order, stacking=stacking)
    return award.points, sum(one.points for one in given)


@pytest.mark.parametrize(("price", "words", "rounding", "base", "bonus"), FACTORS)
def test_rules_add_what_the_page_says(price, words, rounding, base, bonus) -> None:
    found = earned(price, Rounding(rounding), words, Stacking.ADDITIVE)
    assert found == (int(base), int(bonus))
    assert len(FACTORS) == 5


@pytest.mark.parametrize(("stacking", "points"), STACKED)
def test_factors_combine_as_the_page_says(stacking, points) -> None:
    found = earned("100.00", Rounding.FLOOR, "2 times, 3 times", Stacking[stacking])
    assert sum(found) == int(points)
    assert [name for name, _ in STACKED] == [one.name for one in Stacking]
