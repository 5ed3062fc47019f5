"""Changes of rewards and coupons, by staff, the shop's backend and the shopper."""

from dataclasses import dataclass
from decimal import Decimal

from saleor_crm_plugin.api.commands.loyalty import movement_cause
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.loyalty import AccountNode, account_node
from saleor_crm_plugin.api.nodes.rewards import (
    COUPON,
    REWARD,
    CouponNode,
    RewardNode,
    coupon_node,
    reward_node,
)
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.loyalty import services
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.carriers import reward_carrier
from saleor_crm_plugin.loyalty.rules.rewards import RewardKind, RewardValue


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardValueInput:
    """What a reward is worth in one channel and currency, in major units."""

    currency: str
    channel: str | None = None
    amount: Decimal | None = None
    min_spent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardTermsInput:
    """Everything about a reward that staff may change."""

    name: str
    kind: str
    points: int
    values: tuple[RewardValueInput, ...]
    percent: int | None = None
    valid_days: int | None = None
    remind_days: int | None = None
    tiers: tuple[str, ...] | None = None
    stock: int | None = None
    is_automatic: bool | None = None
    returns_expired: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardCreateInput:
    """A new reward."""

    slug: str
    terms: RewardTermsInput
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardUpdateInput:
    """New terms of a reward, or whether it can be had."""

    id: str
    terms: RewardTermsInput | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardRedeemInput:
    """Which reward to have; the same `key` again changes nothing."""

    reward: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponRevokeInput:
    """Which coupon to take back, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponUseInput:
    """Which code was used by whom in which order."""

    code: str
    profile_id: str
    order_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardCreateArguments:
    """The arguments of `crmRewardCreate`."""

    input: RewardCreateInput


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardUpdateArguments:
    """The arguments of `crmRewardUpdate`."""

    input: RewardUpdateInput


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardRedeemArguments:
    """The arguments of `crmMyRewardRedeem`."""

    input: RewardRedeemInput


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponRevokeArguments:
    """The arguments of `crmCouponRevoke`."""

    input: CouponRevokeInput


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponUseArguments:
    """The arguments of `crmCouponUse`."""

    input: CouponUseInput


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardPayload(Payload):
    """The reward as it is now."""

    reward: RewardNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponPayload(Payload):
    """The coupon as it is now."""

    coupon: CouponNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCouponPayload(CouponPayload):
    """The coupon, and what is left of the points."""

    account: AccountNode | None = None


def reward_create(inquiry: Inquiry, arguments: RewardCreateArguments) -> RewardPayload:
    """
    Offer something for points; it can be had once it is switched on.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    view = services.reward_create(
        slug=_slug(wanted.slug),
        terms=_terms(wanted.terms),
        at=inquiry.at,
        program=wanted.program or DEFAULT_SLUG,
    )
    return RewardPayload(reward=reward_node(view))


def reward_update(inquiry: Inquiry, arguments: RewardUpdateArguments) -> RewardPayload:
    """
    Change the terms of a reward from now on, or whether it can be had.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    reward_id = id_decode(REWARD, wanted.id, field="id")
    if (wanted.terms is None) == (wanted.is_active is None):
        raise Invalid("either terms or isActive is given", field="terms")
    if wanted.terms is not None:
        view = services.reward_revise(
            reward_id=reward_id, terms=_terms(wanted.terms), at=inquiry.at
        )
    elif wanted.is_active:
        view = services.reward_activate(reward_id=reward_id, at=inquiry.at)
    else:
        view = services.reward_close(reward_id=reward_id, at=inquiry.at)
    return RewardPayload(reward=reward_node(view))


def coupon_revoke(inquiry: Inquiry, arguments: CouponRevokeArguments) -> CouponPayload:
    """
    Stop a code that was not used, and give its points back.

    :raises CrmError: refused; nothing was written.
    """
    view = services.coupon_revoke(
        coupon_id=id_decode(COUPON, arguments.input.id, field="id"),
        actor=inquiry.caller.actor,
        reason=arguments.input.reason,
        carrier=reward_carrier(),
        at=inquiry.at,
    )
    return CouponPayload(coupon=coupon_node(view))


def coupon_use(inquiry: Inquiry, arguments: CouponUseArguments) -> CouponPayload:
    """
    Note that a code was used in an order of its owner, once.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    view = services.coupon_use(
        code=wanted.code,
        profile_id=id_decode("CrmProfile", wanted.profile_id, field="profileId"),
        order_reference=wanted.order_reference,
        at=inquiry.at,
    )
    return CouponPayload(coupon=coupon_node(view))


def my_reward_redeem(inquiry: Inquiry, arguments: RewardRedeemArguments) -> MyCouponPayload:
    """
    Turn points of the shopper who asks into a coupon, once per key.

    :raises CrmError: refused; nothing was written.
    """
    profile_id = inquiry.required_profile_id()
    view = services.reward_take(
        profile_id=profile_id,
        reward=arguments.input.reward,
        cause=movement_cause("storefront", arguments.input.key),
        actor=inquiry.caller.actor,
        carrier=reward_carrier(),
        at=inquiry.at,
    )
    inquiry.forget()
    points = inquiry.batches.points.of(profile_id)
    return MyCouponPayload(coupon=coupon_node(view), account=account_node(points, inquiry.at))


def _slug(text: str) -> str:
    if (
        not text
        or not text.replace("-", "").isalnum()
        or not text.isascii()
        or text != text.lower()
    ):
        raise Invalid("a slug has small letters, digits and hyphens", field="slug")
    return text


def _terms(given: RewardTermsInput) -> services.RewardTerms:
    return services.RewardTerms(
        name=given.name,
        kind=RewardKind[given.kind],
        points=given.points,
        percent=given.percent or 0,
        values=tuple(_value(value) for value in given.values),
        valid_days=given.valid_days,
        remind_days=given.remind_days or 0,
        tiers=given.tiers or (),
        stock=given.stock,
        is_automatic=bool(given.is_automatic),
        returns_expired=bool(given.returns_expired),
    )


def _value(given: RewardValueInput) -> RewardValue:
    try:
        return RewardValue(
            channel=given.channel or "",
            currency=given.currency,
            amount_minor=Money(given.amount or Decimal(0), given.currency).minor,
            min_spent_minor=Money(given.min_spent or Decimal(0), given.currency).minor,
        )
    except (ValueError, ArithmeticError):
        raise Invalid(
            "a value needs an ISO 4217 currency and amounts that are not negative", field="values"
        ) from None
