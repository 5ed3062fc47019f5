"""Who may ask what about rewards and coupons, and what answers."""

from saleor_crm_plugin.api.commands import rewards as commands
from saleor_crm_plugin.api.fields.field import (
    ANYBODY,
    DISCOUNTS,
    SHOPPER,
    USERS,
    Field,
    Fields,
    counted,
)
from saleor_crm_plugin.api.queries import rewards as queries

FIELDS: Fields = {
    ("Query", "crmRewards"): Field(queries.reward_page, USERS + DISCOUNTS),
    ("Query", "crmCoupons"): Field(queries.coupon_page, USERS + DISCOUNTS),
    ("Query", "crmCouponCheck"): Field(queries.coupon_check, USERS + DISCOUNTS),
    ("Query", "crmMyRewards"): Field(queries.my_reward_page, ANYBODY),
    ("Query", "crmMyCoupons"): Field(queries.my_coupon_page, SHOPPER),
    ("Mutation", "crmRewardCreate"): Field(commands.reward_create, DISCOUNTS),
    ("Mutation", "crmRewardUpdate"): Field(commands.reward_update, DISCOUNTS),
    ("Mutation", "crmCouponRevoke"): Field(commands.coupon_revoke, DISCOUNTS),
    ("Mutation", "crmCouponUse"): Field(commands.coupon_use, DISCOUNTS),
    ("Mutation", "crmMyRewardRedeem"): Field(commands.my_reward_redeem, SHOPPER),
    ("CrmReward", "stock"): Field(None, USERS + DISCOUNTS),
    ("CrmReward", "issuedCount"): Field(None, USERS + DISCOUNTS),
    ("CrmCoupon", "profile"): Field(queries.coupon_profile, USERS),
    ("CrmCoupon", "error"): Field(None, USERS + DISCOUNTS),
    ("CrmCoupon", "isUsedByOwner"): Field(None, USERS + DISCOUNTS),
} | counted("CrmReward", "CrmCoupon")
