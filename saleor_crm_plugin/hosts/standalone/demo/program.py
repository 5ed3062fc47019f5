"""The demo shop's points program: rates, tiers, what orders earn beyond them, and terms of referrals."""

from datetime import datetime, timedelta

from saleor_crm_plugin.hosts.standalone.demo.rhythm import HISTORY_DAYS
from saleor_crm_plugin.hosts.standalone.demo.staff import ALONE_POINTS_MAX
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.bonus import BonusRule, RuleConditions, RuleEffect
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate
from saleor_crm_plugin.loyalty.rules.referrals import ReferralConfig
from saleor_crm_plugin.loyalty.rules.tier_policy import TierConfig, TierRule
from saleor_crm_plugin.loyalty.services import (
    EarningRuleTerms,
    earning_rule_activate,
    earning_rule_create,
    program_activate,
    referral_terms_revise,
    tiers_revise,
)

# One point per euro, per four zloty and per 35 Taiwan dollars.
_RATES = (
    Rate(currency="EUR", earn_points=1, earn_per_minor=100, redeem_points=100, redeem_minor=500),
    Rate(currency="PLN", earn_points=1, earn_per_minor=400, redeem_points=100, redeem_minor=2000),
    Rate(currency="TWD", earn_points=1, earn_per_minor=3500, redeem_points=100, redeem_minor=15000),
)
_TIERS = (
    TierRule(
        slug="silver",
        name="Silver",
        threshold=100,
        earn_percent=110,
        benefits="A tenth more points, and a tasting sample with every parcel",
    ),
    TierRule(
        slug="gold",
        name="Gold",
        threshold=300,
        earn_percent=125,
        benefits="A quarter more points, and the spring harvest a week before everybody else",
    ),
)
_REFERRALS = ReferralConfig(minimums=(("EUR", 2500), ("PLN", 10000), ("TWD", 80000)))
_CAMPAIGN_DAYS = 14
_TEAS = ("Tea / Oolong", "Tea / Green", "Tea / Black", "Tea / Herbal")


def program_opened(*, at: datetime) -> None:
    """Start the program as it has been for the whole history, with a campaign that runs just now."""
    begun = at - timedelta(days=HISTORY_DAYS)
    program_activate(
        at=at,
        config=ProgramConfig(earns_history=True, alone_points_max=ALONE_POINTS_MAX),
        rates=_RATES,
    )
    tiers_revise(program_slug=DEFAULT_SLUG, config=TierConfig(), tiers=_TIERS, at=begun)
    referral_terms_revise(program_slug=DEFAULT_SLUG, config=_REFERRALS, at=begun)
    campaign = earning_rule_create(terms=_tea_weeks(at), at=at)
    earning_rule_activate(rule_id=campaign.rule_id, at=at)
    earning_rule_create(terms=_FIRST_ORDER, at=at)


def _tea_weeks(at: datetime) -> EarningRuleTerms:
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return EarningRuleTerms(
        name="Tea weeks: double points on tea",
        rule=BonusRule(
            slug="tea-weeks",
            effect=RuleEffect.MULTIPLY,
            amount=2000,
            conditions=RuleConditions(categories=_TEAS),
            starts_at=today - timedelta(days=_CAMPAIGN_DAYS),
            ends_at=today + timedelta(days=_CAMPAIGN_DAYS),
            order_points_max=500,
        ),
        budget_points=20_000,
    )


# Not switched on: what a merchant may try out.
_FIRST_ORDER = EarningRuleTerms(
    name="Welcome: 50 points with the first order",
    rule=BonusRule(
        slug="first-order",
        effect=RuleEffect.FIXED,
        amount=50,
        conditions=RuleConditions(is_first_order=True),
    ),
    priority=10,
)
