"""Questions about programs, earning rules, and what an order would earn."""

from dataclasses import dataclass
from decimal import Decimal

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.programs import (
    EarningRuleNode,
    ProgramNode,
    RateAmountNode,
    RateNode,
    earning_rule_node,
    program_node,
    rate_amount_node,
)
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG, program_rules, programs_listed
from saleor_crm_plugin.loyalty.queries.earning_rules import earning_rule_rows, earning_rule_view
from saleor_crm_plugin.loyalty.services.quotes import CartLine, EarnQuote, earn_quote

_BY_PRIORITY = Order(columns=("priority", "pk"))
_LINES_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramArguments:
    """Which program is wanted."""

    slug: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRulesArguments(PageArguments):
    """Which rules are wanted."""

    program: str | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnQuoteLine:
    """One line of a cart, after discounts, in major units."""

    total_gross: Decimal
    total_net: Decimal | None = None
    undiscounted_gross: Decimal | None = None
    undiscounted_net: Decimal | None = None
    quantity: int | None = None
    product_id: str | None = None
    category: str | None = None
    collections: tuple[str, ...] | None = None
    is_gift_card: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnQuoteArguments:
    """A cart, or a single product."""

    currency: str
    channel: str
    lines: tuple[EarnQuoteLine, ...]
    program: str | None = None


def programs(_inquiry: Inquiry) -> tuple[ProgramNode, ...]:
    """Return every program, the oldest first; there are few."""
    return tuple(program_node(rules) for rules in programs_listed())


def program(_inquiry: Inquiry, arguments: ProgramArguments) -> ProgramNode | None:
    """Return one program, None when there is none of that name."""
    rules = program_rules(arguments.slug or DEFAULT_SLUG)
    return None if rules is None else program_node(rules)


def rate_amounts(inquiry: Inquiry, rate: RateNode) -> tuple[RateAmountNode, ...]:
    """Return a rate in money: in its currency, or in each currency that orders were placed in."""
    currencies = [rate.currency] if rate.currency else inquiry.batches.currencies
    return tuple(rate_amount_node(rate, currency) for currency in currencies)


def earning_rule_page(
    _inquiry: Inquiry, arguments: EarningRulesArguments
) -> Connection[EarningRuleNode]:
    """
    Return a page of earning rules, in the order in which they are looked at.

    :raises Invalid: the page is not acceptable.
    """
    return page(
        earning_rule_rows(program=arguments.program, is_active=arguments.is_active),
        order=_BY_PRIORITY,
        arguments=arguments,
        nodes=lambda found: [earning_rule_node(earning_rule_view(row)) for row in found],
    )


def quote(inquiry: Inquiry, arguments: EarnQuoteArguments) -> EarnQuote:
    """
    Return what a cart would earn now, by the same rules as an order; a shopper's own tier counts for himself.

    :raises Invalid: too many lines, or amounts that cannot be.
    """
    if not 0 < len(arguments.lines) <= _LINES_MAX:
        raise Invalid(
            f"a cart has 1 to {_LINES_MAX} lines, got {len(arguments.lines)}", field="lines"
        )
    return earn_quote(
        lines=[_line(line, arguments.currency) for line in arguments.lines],
        channel=arguments.channel,
        currency=arguments.currency,
        profile_id=inquiry.own_profile_id(),
        at=inquiry.at,
        program=arguments.program or DEFAULT_SLUG,
    )


def _line(given: EarnQuoteLine, currency: str) -> CartLine:
    net = given.total_gross if given.total_net is None else given.total_net
    before = given.total_gross if given.undiscounted_gross is None else given.undiscounted_gross
    net_before = before if given.undiscounted_net is None else given.undiscounted_net
    try:
        return CartLine(
            gross_minor=Money(given.total_gross, currency).minor,
            net_minor=Money(net, currency).minor,
            undiscounted_gross_minor=Money(before, currency).minor,
            undiscounted_net_minor=Money(net_before, currency).minor,
            quantity=1 if given.quantity is None else given.quantity,
            product_id=given.product_id or "",
            category=given.category or "",
            collections=given.collections or (),
            is_gift_card=bool(given.is_gift_card),
        )
    except (ValueError, ArithmeticError):
        raise Invalid(
            "a line needs finite amounts and an ISO 4217 currency", field="lines"
        ) from None
