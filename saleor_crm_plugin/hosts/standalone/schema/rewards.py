"""Rewards and coupons as GraphQL types."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmMoney
from saleor_crm_plugin.hosts.standalone.schema.profiles import CrmProfile


@strawberry.enum(description="What a shopper gets for points.")
class CrmRewardKind(Enum):
    FIXED = "FIXED"
    PERCENT = "PERCENT"
    FREE_SHIPPING = "FREE_SHIPPING"
    GIFT_CARD = "GIFT_CARD"


@strawberry.enum(description="Where a coupon is; failed ones wait for staff.")
class CrmCouponState(Enum):
    ISSUING = "ISSUING"
    ACTIVE = "ACTIVE"
    REVOKING = "REVOKING"
    USED = "USED"
    REFUNDED = "REFUNDED"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    FAILED = "FAILED"


@strawberry.type(description="What a reward is worth in one channel and currency.")
class CrmRewardValue:
    channel: str | None = shown("Slug of the channel; null for every channel.")
    currency: str = shown("ISO 4217 code.")
    amount: CrmMoney | None = shown("What it takes off; null for kinds without an amount.")
    min_spent: CrmMoney | None = shown("The least that an order must cost; null for any order.")


@strawberry.type(description="What points can be turned into.")
class CrmReward:
    id: strawberry.ID = shown("The reward's id.")
    program: str = shown("Slug of the program whose points it takes.")
    slug: str = shown("Its short name.")
    name: str = shown("Its name, as shoppers read it.")
    kind: CrmRewardKind = shown("What it is.")
    points: int = shown("What it costs.")
    percent: int | None = shown("What it takes off, for kinds with a percentage.")
    values: list[CrmRewardValue] = shown("What it is worth.")
    valid_days: int | None = shown("How many days its codes are good; null for ever.")
    remind_days: int = shown("How many days before the end the shopper is reminded; 0 is never.")
    tiers: list[str] = shown("Slugs of the tiers that may have it; empty for everybody.")
    left: int | None = shown("How many are left; null without a limit.")
    is_active: bool = shown("Whether it can be had.")
    is_automatic: bool = shown("Whether it is issued by itself for so many earned points.")
    returns_expired: bool = shown("Whether points of codes that lapse come back.")
    stock: int | None = asked("CrmReward.stock", "How many there are; null without a limit.")
    issued_count: int = asked("CrmReward.issuedCount", "How many were issued.")


@strawberry.type(name="CrmRewardCountableEdge")
class RewardEdge(Edge[CrmReward]):
    """A row of a page of rewards."""


@strawberry.type(name="CrmRewardCountableConnection")
class RewardConnection(Connection[RewardEdge]):
    """A page of rewards."""

    total_count: int = asked("CrmRewardCountableConnection.totalCount", COUNT)


@strawberry.type(description="One code of one shopper, with the terms it was issued under.")
class CrmCoupon:
    id: strawberry.ID = shown("The coupon's id.")
    reward: CrmReward = shown("The reward, as it is now.")
    code: str = shown("What is typed at the checkout.")
    kind: CrmRewardKind = shown("What it is.")
    percent: int | None = shown("What it takes off, for kinds with a percentage.")
    values: list[CrmRewardValue] = shown("What it is worth.")
    points: int = shown("The points it cost.")
    state: CrmCouponState = shown("Where it is.")
    issued_at: datetime = shown("When it was issued.")
    expires_at: datetime | None = shown("The first instant at which it is good for nothing.")
    used_in: str | None = shown("The order that used it.")
    used_at: datetime | None = shown("When it was used.")
    is_used_by_owner: bool = asked(
        "CrmCoupon.isUsedByOwner", "False when somebody else used the code."
    )
    error: str | None = asked("CrmCoupon.error", "Why the checkout did not take it.")
    profile: CrmProfile | None = asked("CrmCoupon.profile", "Whose it is.")


@strawberry.type(name="CrmCouponCountableEdge")
class CouponEdge(Edge[CrmCoupon]):
    """A row of a page of coupons."""


@strawberry.type(name="CrmCouponCountableConnection")
class CouponConnection(Connection[CouponEdge]):
    """A page of coupons."""

    total_count: int = asked("CrmCouponCountableConnection.totalCount", COUNT)


@strawberry.type(description="What a code takes off a cart.")
class CrmCouponCheck:
    discount: CrmMoney = shown("What it takes off, never more than the cart.")
    is_shipping_free: bool = shown("Whether shipping costs nothing.")
    reason: str | None = shown("Why it takes nothing off.")


@strawberry.input(description="What a reward is worth in one channel and currency.")
class CrmRewardValueInput:
    currency: str = shown("ISO 4217 code.")
    channel: str | None = given("Slug of the channel; every channel unless given.")
    amount: Decimal | None = given("What it takes off, in major units, for kinds with an amount.")
    min_spent: Decimal | None = given("The least that an order must cost, in major units.")


@strawberry.input(description="Everything about a reward that can be changed.")
class CrmRewardTermsInput:
    name: str = shown("Its name, as shoppers read it.")
    kind: CrmRewardKind = shown("What it is; it cannot be changed later.")
    points: int = shown("What it costs.")
    values: list[CrmRewardValueInput] = shown("What it is worth, at least in one currency.")
    percent: int | None = given("What it takes off, for kinds with a percentage.")
    valid_days: int | None = given("How many days its codes are good; for ever unless given.")
    remind_days: int | None = given("How many days before the end the shopper is reminded.")
    tiers: list[str] | None = given("Slugs of the tiers that may have it.")
    stock: int | None = given("How many there are; no limit unless given.")
    is_automatic: bool | None = given("Whether it is issued by itself for so many earned points.")
    returns_expired: bool | None = given("Whether points of codes that lapse come back.")


@strawberry.input(description="A new reward.")
class CrmRewardCreateInput:
    slug: str = shown("Its short name: small letters, digits and hyphens.")
    terms: CrmRewardTermsInput = shown("What it brings and costs.")
    program: str | None = given("Slug of the program; the default one unless given.")


@strawberry.input(description="What to change about a reward: its terms, or whether it can be had.")
class CrmRewardUpdateInput:
    id: strawberry.ID = shown("The reward.")
    terms: CrmRewardTermsInput | None = given("What it brings and costs from now on.")
    is_active: bool | None = given("Whether it can be had.")


@strawberry.input(description="Which reward to have.")
class CrmMyRewardRedeemInput:
    reward: str = shown("The reward's slug.")
    key: str = shown("Made up for each redemption; the same again changes nothing.")


@strawberry.input(description="Which coupon to take back.")
class CrmCouponRevokeInput:
    id: strawberry.ID = shown("The coupon.")
    reason: str = shown("Why.")


@strawberry.input(description="Which code was used by whom in which order.")
class CrmCouponUseInput:
    code: str = shown("The code.")
    profile_id: strawberry.ID = shown("Who used it.")
    order_reference: str = shown("The order, such as `shop:order:42`.")
