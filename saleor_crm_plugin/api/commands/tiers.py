"""Changes of tiers, by staff."""

from dataclasses import dataclass
from decimal import Decimal

from saleor_crm_plugin.api.amounts import minor_units
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.tiers import TierProgramNode, tier_program_node
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.loyalty import services
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.tier_policy import (
    TierConfig,
    TierDowngrade,
    TierMetric,
    TierRefunds,
    TierRule,
    TierWindow,
)

_TIERS_MAX = 20
_NAME_LENGTH_MAX = 120
_SLUG_LENGTH_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class TierInput:
    """One tier."""

    slug: str
    name: str
    threshold: int | None = None
    amount: Decimal | None = None
    earn_percent: int | None = None
    benefits: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersUpdateInput:
    """All tiers and policies of a program; what is left out has its default."""

    tiers: tuple[TierInput, ...]
    program: str | None = None
    metric: str | None = None
    currency: str | None = None
    window: str | None = None
    window_length: int | None = None
    keeps_next_year: bool | None = None
    downgrade: str | None = None
    grace_days: int | None = None
    refunds: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersUpdateArguments:
    """The arguments of `crmTiersUpdate`."""

    input: TiersUpdateInput


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersPayload(Payload):
    """The tiers in force now."""

    tiers: TierProgramNode | None = None


def tiers_update(inquiry: Inquiry, arguments: TiersUpdateArguments) -> TiersPayload:
    """
    Put tiers and policies in force from now on.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    if len(wanted.tiers) > _TIERS_MAX:
        raise Invalid(f"a program has at most {_TIERS_MAX} tiers", field="tiers")
    try:
        config = _config(wanted)
        tiers = [_tier(tier, config) for tier in wanted.tiers]
        program = services.tiers_revise(
            program_slug=wanted.program or DEFAULT_SLUG, config=config, tiers=tiers, at=inquiry.at
        )
    except ValueError as error:
        raise Invalid(str(error), field="tiers") from None
    return TiersPayload(tiers=tier_program_node(program))


def _config(wanted: TiersUpdateInput) -> TierConfig:
    return TierConfig(
        metric=TierMetric[wanted.metric or TierMetric.POINTS.name],
        currency=wanted.currency or "",
        window=TierWindow[wanted.window or TierWindow.CALENDAR_YEAR.name],
        window_length=wanted.window_length,
        keeps_next_year=wanted.keeps_next_year is not False,
        downgrade=TierDowngrade[wanted.downgrade or TierDowngrade.FULL.name],
        grace_days=wanted.grace_days or 0,
        refunds=TierRefunds[wanted.refunds or TierRefunds.AT_ONCE.name],
    )


def _threshold(given: TierInput, config: TierConfig) -> int:
    if (given.threshold is None) == (given.amount is None):
        raise Invalid("a tier has either a threshold or an amount", field="tiers")
    if given.amount is None:
        return given.threshold or 0
    if config.metric is not TierMetric.SPEND:
        raise Invalid("an amount is for tiers that count spending", field="tiers")
    return minor_units(given.amount, config.currency, field="tiers")


def _tier(given: TierInput, config: TierConfig) -> TierRule:
    is_word = given.slug.isascii() and given.slug.replace("-", "").isalnum()
    if not is_word or given.slug != given.slug.lower() or len(given.slug) > _SLUG_LENGTH_MAX:
        raise Invalid("a slug has at most 64 small letters, digits and hyphens", field="tiers")
    if not 0 < len(given.name) <= _NAME_LENGTH_MAX:
        raise Invalid(f"a name has 1 to {_NAME_LENGTH_MAX} characters", field="tiers")
    return TierRule(
        slug=given.slug,
        name=given.name,
        threshold=_threshold(given, config),
        earn_percent=100 if given.earn_percent is None else given.earn_percent,
        benefits=given.benefits or "",
    )
