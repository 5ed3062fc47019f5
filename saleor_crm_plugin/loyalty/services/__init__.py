"""Writes of points; the only code that adds rows to the ledger."""

from saleor_crm_plugin.loyalty.rules.movements import NotEnoughPoints
from saleor_crm_plugin.loyalty.services.accounts import (
    AccountClosed,
    account_detach,
    account_freeze,
    account_unfreeze,
    accounts_of_profiles_lock,
)
from saleor_crm_plugin.loyalty.services.action_rewards import (
    ActionRewardTerms,
    action_reward_activate,
    action_reward_create,
    action_reward_revise,
    action_reward_stop,
)
from saleor_crm_plugin.loyalty.services.actions import actions_reward, event_reward
from saleor_crm_plugin.loyalty.services.awards import awards_converge
from saleor_crm_plugin.loyalty.services.batch_posts import BatchStep, batches_process
from saleor_crm_plugin.loyalty.services.batches import (
    BatchNotReady,
    BatchOrder,
    TotalsDiffer,
    batch_apply,
    batch_create,
    batch_read,
    batch_revert,
    content_hash,
    lines_of_profiles,
)
from saleor_crm_plugin.loyalty.services.closings import PointsHeld, account_close, account_reopen
from saleor_crm_plugin.loyalty.services.coupon_drain import coupon_carry, coupons_carry
from saleor_crm_plugin.loyalty.services.coupon_life import (
    coupon_use,
    coupons_automatic,
    coupons_converge,
    coupons_expire,
    coupons_remind,
)
from saleor_crm_plugin.loyalty.services.coupons import (
    RewardUnavailable,
    coupon_issue,
    coupon_revoke,
    reward_take,
)
from saleor_crm_plugin.loyalty.services.earning_rules import (
    EarningRuleTerms,
    earning_rule_activate,
    earning_rule_create,
    earning_rule_revise,
    earning_rule_stop,
)
from saleor_crm_plugin.loyalty.services.expiry import lots_expire
from saleor_crm_plugin.loyalty.services.liabilities import liability_snapshot
from saleor_crm_plugin.loyalty.services.members import AccountFrozen, GuestsNeverSpend
from saleor_crm_plugin.loyalty.services.merges import accounts_merge
from saleor_crm_plugin.loyalty.services.openings import (
    OpeningReverted,
    opening_post,
    opening_revert,
)
from saleor_crm_plugin.loyalty.services.order_locks import orders_lock
from saleor_crm_plugin.loyalty.services.points import (
    Spending,
    points_adjust,
    points_redeem,
)
from saleor_crm_plugin.loyalty.services.programs import (
    NoProgram,
    program_activate,
    program_close,
    program_create,
    program_ensure,
    program_pause,
    program_required,
    program_revise,
)
from saleor_crm_plugin.loyalty.services.proofs import ledger_prove
from saleor_crm_plugin.loyalty.services.rebuilds import caches_rebuild
from saleor_crm_plugin.loyalty.services.referral_drain import referrals_advance
from saleor_crm_plugin.loyalty.services.referrals import (
    ReferralImpossible,
    referral_claim,
    referral_code_ensure,
    referral_decide,
    referral_terms_revise,
    referrals_touch,
)
from saleor_crm_plugin.loyalty.services.requests import (
    ApprovalPolicy,
    RequestClosed,
    SecondPersonNeeded,
    adjustment_ask,
    request_decide,
)
from saleor_crm_plugin.loyalty.services.reservation_ends import (
    reservation_commit,
    reservation_release,
    reservations_converge,
)
from saleor_crm_plugin.loyalty.services.reservations import (
    Cart,
    NothingToRedeem,
    points_reserve,
)
from saleor_crm_plugin.loyalty.services.rewards import (
    RewardTerms,
    reward_activate,
    reward_close,
    reward_create,
    reward_revise,
)
from saleor_crm_plugin.loyalty.services.tier_revisions import tiers_revise
from saleor_crm_plugin.loyalty.services.tiers import (
    tiers_advance,
    tiers_converge,
    tiers_erase,
    tiers_merge,
)
from saleor_crm_plugin.loyalty.services.unmerges import PointsInseparable, accounts_unmerge
from saleor_crm_plugin.loyalty.services.warnings import points_warn

__all__ = [
    "AccountClosed",
    "AccountFrozen",
    "ActionRewardTerms",
    "ApprovalPolicy",
    "BatchNotReady",
    "BatchOrder",
    "BatchStep",
    "Cart",
    "EarningRuleTerms",
    "GuestsNeverSpend",
    "NoProgram",
    "NotEnoughPoints",
    "NothingToRedeem",
    "OpeningReverted",
    "PointsHeld",
    "PointsInseparable",
    "ReferralImpossible",
    "RequestClosed",
    "RewardTerms",
    "RewardUnavailable",
    "SecondPersonNeeded",
    "Spending",
    "TotalsDiffer",
    "account_close",
    "account_detach",
    "account_freeze",
    "account_reopen",
    "account_unfreeze",
    "accounts_merge",
    "accounts_of_profiles_lock",
    "accounts_unmerge",
    "action_reward_activate",
    "action_reward_create",
    "action_reward_revise",
    "action_reward_stop",
    "actions_reward",
    "adjustment_ask",
    "awards_converge",
    "batch_apply",
    "batch_create",
    "batch_read",
    "batch_revert",
    "batches_process",
    "caches_rebuild",
    "content_hash",
    "coupon_carry",
    "coupon_issue",
    "coupon_revoke",
    "coupon_use",
    "coupons_automatic",
    "coupons_carry",
    "coupons_converge",
    "coupons_expire",
    "coupons_remind",
    "earning_rule_activate",
    "earning_rule_create",
    "earning_rule_revise",
    "earning_rule_stop",
    "event_reward",
    "ledger_prove",
    "liability_snapshot",
    "lines_of_profiles",
    "lots_expire",
    "opening_post",
    "opening_revert",
    "orders_lock",
    "points_adjust",
    "points_redeem",
    "points_reserve",
    "points_warn",
    "program_activate",
    "program_close",
    "program_create",
    "program_ensure",
    "program_pause",
    "program_required",
    "program_revise",
    "referral_claim",
    "referral_code_ensure",
    "referral_decide",
    "referral_terms_revise",
    "referrals_advance",
    "referrals_touch",
    "request_decide",
    "reservation_commit",
    "reservation_release",
    "reservations_converge",
    "reward_activate",
    "reward_close",
    "reward_create",
    "reward_revise",
    "reward_take",
    "tiers_advance",
    "tiers_converge",
    "tiers_erase",
    "tiers_merge",
    "tiers_revise",
]
