"""Questions about rewards and coupons."""

from dataclasses import dataclass
from decimal import Decimal

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.api.nodes.profiles import PROFILE, ProfileNode
from saleor_crm_plugin.api.nodes.rewards import CouponNode, RewardNode, coupon_node, reward_node
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.loyalty.queries.coupons import coupon_quote
from saleor_crm_plugin.loyalty.queries.rewards import (
    coupon_rows,
    coupon_view,
    reward_rows,
    reward_view,
)

_BY_COST = Order(columns=("points", "pk"))
_NEWEST_FIRST = Order(columns=("-pk",))


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardsArguments(PageArguments):
    """Which rewards are wanted."""

    program: str | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponsArguments(PageArguments):
    """Which coupons are wanted."""

    profile_id: str | None = None
    states: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponCheckArguments:
    """A code, whose cart it is in, and what that cart costs."""

    code: str
    profile_id: str | None = None
    total: Decimal
    currency: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponCheckNode:
    """What a code takes off a cart; `reason` says why nothing."""

    discount: MoneyNode
    is_shipping_free: bool
    reason: str | None


def reward_page(_inquiry: Inquiry, arguments: RewardsArguments) -> Connection[RewardNode]:
    """
    Return a page of rewards, the cheapest first.

    :raises Invalid: the page is not acceptable.
    """
    return _rewards(arguments, program=arguments.program, is_active=arguments.is_active)


def my_reward_page(_inquiry: Inquiry, arguments: PageArguments) -> Connection[RewardNode]:
    """
    Return a page of the rewards that can be had, the cheapest first.

    :raises Invalid: the page is not acceptable.
    """
    return _rewards(arguments, program=None, is_active=True)


def _rewards(
    arguments: PageArguments, *, program: str | None, is_active: bool | None
) -> Connection[RewardNode]:
    return page(
        reward_rows(program=program, is_active=is_active),
        order=_BY_COST,
        arguments=arguments,
        nodes=lambda found: [reward_node(reward_view(row)) for row in found],
    )


def coupon_page(inquiry: Inquiry, arguments: CouponsArguments) -> Connection[CouponNode]:
    """
    Return a page of coupons, newest first.

    :raises Invalid: the page or the profile's id is not acceptable.
    """
    number = arguments.profile_id
    connection = _coupons(
        arguments,
        profile_id=None if number is None else id_decode(PROFILE, number, field="profileId"),
        states=[state.lower() for state in arguments.states or ()],
    )
    inquiry.batches.expect_profiles(
        node.profile_id for node in connection.nodes if node.profile_id is not None
    )
    return connection


def my_coupon_page(inquiry: Inquiry, arguments: PageArguments) -> Connection[CouponNode]:
    """
    Return a page of the coupons of the shopper who asks, newest first.

    :raises Invalid: the page is not acceptable.
    """
    return _coupons(arguments, profile_id=inquiry.required_profile_id(), states=())


def _coupons(
    arguments: PageArguments, *, profile_id: int | None, states: list[str] | tuple[()]
) -> Connection[CouponNode]:
    return page(
        coupon_rows(profile_id=profile_id, states=states),
        order=_NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda found: [coupon_node(coupon_view(row)) for row in found],
    )


def coupon_profile(inquiry: Inquiry, coupon: CouponNode) -> ProfileNode | None:
    """Return whose coupon it is; None after an erasure."""
    return None if coupon.profile_id is None else inquiry.batches.profiles.get(coupon.profile_id)


def coupon_check(inquiry: Inquiry, arguments: CouponCheckArguments) -> CouponCheckNode:
    """
    Return what a code takes off a cart; nothing for anybody but its owner.

    :raises Invalid: the amount or the id is not acceptable.
    """
    try:
        order_minor = Money(arguments.total, arguments.currency).minor
    except (ValueError, ArithmeticError):
        raise Invalid(
            "a total needs a finite number and an ISO 4217 currency", field="total"
        ) from None
    number = arguments.profile_id
    discount = coupon_quote(
        code=arguments.code,
        profile_id=None if number is None else id_decode(PROFILE, number, field="profileId"),
        order_minor=order_minor,
        channel=arguments.channel,
        currency=arguments.currency,
        at=inquiry.at,
    )
    return CouponCheckNode(
        discount=money_node(discount.amount_minor, arguments.currency),
        is_shipping_free=discount.is_shipping_free,
        reason=discount.reason or None,
    )
