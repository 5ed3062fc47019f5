"""Changes of programs, by staff."""

from dataclasses import dataclass
from decimal import Decimal

from saleor_crm_plugin.api.amounts import minor_units
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.programs import ProgramNode, program_node
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.loyalty import services
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.program import (
    ProgramConfig,
    Rate,
    Rounding,
    Shortfall,
    Stacking,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliciesInput:
    """All policies of a program; what is null is without a limit, or never."""

    hold_days: int
    lifetime_days: int | None = None
    lifetime_months: int | None = None
    rounding: str
    shortfall: str
    return_grace_days: int
    cancel_grace_days: int
    earns_history: bool
    guests_may_spend: bool
    reservation_minutes: int | None = None
    inactivity_months: int | None = None
    alone_points_max: int | None = None
    stacking: str
    order_points_max: int | None = None
    day_points_max: int | None = None
    month_points_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateInput:
    """What points cost and bring in one channel and currency."""

    channel: str | None = None
    currency: str | None = None
    earn_points: int
    earn_per_minor: int | None = None
    spend: Decimal | None = None
    redeem_points: int
    redeem_minor: int | None = None
    worth: Decimal | None = None
    redeem_points_min: int | None = None
    redeem_points_block: int | None = None
    redeem_percent_max: int | None = None
    basis_is_gross: bool | None = None
    basis_has_shipping: bool | None = None
    basis_has_discounts: bool | None = None
    basis_has_points_paid: bool | None = None
    basis_has_gift_cards: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramReviseInput:
    """What is to be in force from now on."""

    program: str | None = None
    policies: PoliciesInput
    rates: tuple[RateInput, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramActivateInput:
    """Which program to start, and on whose calendar."""

    program: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPauseInput:
    """Which program to pause."""

    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramCreateInput:
    """A new program, as a draft."""

    slug: str
    time_zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramCloseInput:
    """Which program to end; named, as it is for good."""

    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramCreateArguments:
    """The arguments of `crmProgramCreate`."""

    input: ProgramCreateInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramCloseArguments:
    """The arguments of `crmProgramClose`."""

    input: ProgramCloseInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramReviseArguments:
    """The arguments of `crmProgramRevise`."""

    input: ProgramReviseInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramActivateArguments:
    """The arguments of `crmProgramActivate`."""

    input: ProgramActivateInput | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPauseArguments:
    """The arguments of `crmProgramPause`."""

    input: ProgramPauseInput | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPayload(Payload):
    """The program as it is now."""

    program: ProgramNode | None = None


def program_create(inquiry: Inquiry, arguments: ProgramCreateArguments) -> ProgramPayload:
    """
    Create one more program, as a draft that pays nothing.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    rules = services.program_create(
        slug=wanted.slug, at=inquiry.at, time_zone=wanted.time_zone or "UTC"
    )
    return ProgramPayload(program=program_node(rules))


def program_close(inquiry: Inquiry, arguments: ProgramCloseArguments) -> ProgramPayload:
    """
    End a program for good; what shoppers hold can be spent until it lapses.

    :raises CrmError: refused; nothing was written.
    """
    rules = services.program_close(at=inquiry.at, program=arguments.input.program)
    return ProgramPayload(program=program_node(rules))


def program_revise(inquiry: Inquiry, arguments: ProgramReviseArguments) -> ProgramPayload:
    """
    Put policies and rates in force from now on.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    try:
        config, rates = _config(wanted.policies), [_rate(rate) for rate in wanted.rates]
    except ValueError as problem:
        raise Invalid(str(problem), field="policies") from None
    if len({(rate.channel, rate.currency) for rate in rates}) != len(rates):
        raise Invalid("there is one rate for each channel and currency", field="rates")
    rules = services.program_revise(
        config=config, rates=rates, at=inquiry.at, program=wanted.program or DEFAULT_SLUG
    )
    return ProgramPayload(program=program_node(rules))


def program_activate(inquiry: Inquiry, arguments: ProgramActivateArguments) -> ProgramPayload:
    """
    Let orders that are paid from now on earn points.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input or ProgramActivateInput()
    rules = services.program_activate(
        at=inquiry.at, time_zone=wanted.time_zone, program=wanted.program or DEFAULT_SLUG
    )
    return ProgramPayload(program=program_node(rules))


def program_pause(inquiry: Inquiry, arguments: ProgramPauseArguments) -> ProgramPayload:
    """
    Let orders that are paid from now on earn nothing; what shoppers hold stays.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input or ProgramPauseInput()
    rules = services.program_pause(at=inquiry.at, program=wanted.program or DEFAULT_SLUG)
    return ProgramPayload(program=program_node(rules))


def _config(given: PoliciesInput) -> ProgramConfig:
    return ProgramConfig(
        hold_days=given.hold_days,
        lifetime_days=given.lifetime_days,
        lifetime_months=given.lifetime_months,
        rounding=Rounding[given.rounding],
        shortfall=Shortfall[given.shortfall],
        return_grace_days=given.return_grace_days,
        cancel_grace_days=given.cancel_grace_days,
        earns_history=given.earns_history,
        guests_may_spend=given.guests_may_spend,
        reservation_minutes=30 if given.reservation_minutes is None else given.reservation_minutes,
        inactivity_months=given.inactivity_months,
        alone_points_max=given.alone_points_max,
        stacking=Stacking[given.stacking],
        order_points_max=given.order_points_max,
        day_points_max=given.day_points_max,
        month_points_max=given.month_points_max,
    )


def _minor(minor: int | None, amount: Decimal | None, currency: str | None) -> int:
    """Return what was told either in minor units or, for one currency, in major units."""
    if (minor is None) == (amount is None):
        raise Invalid("a rate is told either in minor units or in major units", field="rates")
    if amount is None:
        return minor or 0
    if not currency:
        raise Invalid("an amount needs the currency of its rate", field="rates")
    return minor_units(amount, currency, field="rates")


def _rate(given: RateInput) -> Rate:
    return Rate(
        channel=given.channel or "",
        currency=given.currency or "",
        earn_points=given.earn_points,
        earn_per_minor=_minor(given.earn_per_minor, given.spend, given.currency),
        redeem_points=given.redeem_points,
        redeem_minor=_minor(given.redeem_minor, given.worth, given.currency),
        redeem_points_min=given.redeem_points_min or 0,
        redeem_points_block=1 if given.redeem_points_block is None else given.redeem_points_block,
        redeem_percent_max=100 if given.redeem_percent_max is None else given.redeem_percent_max,
        basis_is_gross=bool(given.basis_is_gross),
        basis_has_shipping=bool(given.basis_has_shipping),
        basis_has_discounts=bool(given.basis_has_discounts),
        basis_has_points_paid=bool(given.basis_has_points_paid),
        basis_has_gift_cards=bool(given.basis_has_gift_cards),
    )
