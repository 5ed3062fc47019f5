"""Every question and every change about rewards and coupons."""

from decimal import Decimal

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, PAGE, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.loyalty import CrmMyPoints
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError
from saleor_crm_plugin.hosts.standalone.schema.rewards import (
    CouponConnection,
    CrmCoupon,
    CrmCouponCheck,
    CrmCouponRevokeInput,
    CrmCouponState,
    CrmCouponUseInput,
    CrmMyRewardRedeemInput,
    CrmReward,
    CrmRewardCreateInput,
    CrmRewardUpdateInput,
    RewardConnection,
)


@strawberry.type
class RewardsQuery:
    """Questions about rewards and coupons."""

    crm_rewards: RewardConnection = asked(
        "Query.crmRewards",
        "What points can be turned into, the cheapest first.",
        {
            "program": (str | None, "Only those of this program, by its slug."),
            "is_active": (bool | None, "Only those that can be had, or only the others."),
            **PAGE,
        },
    )
    crm_coupons: CouponConnection = asked(
        "Query.crmCoupons",
        "Coupons, newest first.",
        {
            "profile_id": (strawberry.ID | None, "Only those of this profile."),
            "states": (list[CrmCouponState] | None, "Only those in these states."),
            **PAGE,
        },
    )
    crm_coupon_check: CrmCouponCheck = asked(
        "Query.crmCouponCheck",
        "What a code takes off a cart of its owner; nothing off anybody else's.",
        {
            "code": (str, "The code."),
            "profile_id": (strawberry.ID | None, "Whose cart it is; a guest's unless given."),
            "total": (Decimal, "What the cart costs, in major units."),
            "currency": (str, "ISO 4217 code."),
            "channel": (str, "Slug of the channel."),
        },
    )
    crm_my_rewards: RewardConnection = asked(
        "Query.crmMyRewards", "What your points can be turned into, the cheapest first.", PAGE
    )
    crm_my_coupons: CouponConnection = asked(
        "Query.crmMyCoupons", "Your coupons, newest first.", PAGE
    )


@strawberry.type
class CrmRewardCreate:
    """The answer of `crmRewardCreate`."""

    errors: list[CrmError] = shown(ERRORS)
    reward: CrmReward | None = shown("The reward; it can be had once it is switched on.")


@strawberry.type
class CrmRewardUpdate:
    """The answer of `crmRewardUpdate`."""

    errors: list[CrmError] = shown(ERRORS)
    reward: CrmReward | None = shown("The reward as it is now.")


@strawberry.type
class CrmCouponRevoke:
    """The answer of `crmCouponRevoke`."""

    errors: list[CrmError] = shown(ERRORS)
    coupon: CrmCoupon | None = shown("The coupon as it is now.")


@strawberry.type
class CrmCouponUse:
    """The answer of `crmCouponUse`."""

    errors: list[CrmError] = shown(ERRORS)
    coupon: CrmCoupon | None = shown("The coupon as it is now.")


@strawberry.type
class CrmMyRewardRedeem:
    """The answer of `crmMyRewardRedeem`."""

    errors: list[CrmError] = shown(ERRORS)
    coupon: CrmCoupon | None = shown("Your coupon; still `ISSUING` if the shop is slow.")
    account: CrmMyPoints | None = shown("What you hold now.")


@strawberry.type
class RewardsMutation:
    """Changes of rewards and coupons."""

    crm_reward_create: CrmRewardCreate = asked(
        "Mutation.crmRewardCreate",
        "Offers something for points.",
        {"input": (CrmRewardCreateInput, "What to offer.")},
    )
    crm_reward_update: CrmRewardUpdate = asked(
        "Mutation.crmRewardUpdate",
        "Changes a reward from now on; codes that were issued keep their terms.",
        {"input": (CrmRewardUpdateInput, "What to change.")},
    )
    crm_coupon_revoke: CrmCouponRevoke = asked(
        "Mutation.crmCouponRevoke",
        "Stops a code that was not used, and gives its points back.",
        {"input": (CrmCouponRevokeInput, "Which, and why.")},
    )
    crm_coupon_use: CrmCouponUse = asked(
        "Mutation.crmCouponUse",
        "Notes that a code was used, once; for shops whose orders do not tell it.",
        {"input": (CrmCouponUseInput, "Which code, by whom, in which order.")},
    )
    crm_my_reward_redeem: CrmMyRewardRedeem = asked(
        "Mutation.crmMyRewardRedeem",
        "Turns your points into a coupon, once per key.",
        {"input": (CrmMyRewardRedeemInput, "What you want.")},
    )
