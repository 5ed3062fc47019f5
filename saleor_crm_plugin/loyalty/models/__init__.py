"""The tables of loyalty; nothing is decided here."""

from saleor_crm_plugin.loyalty.models.accounts import AccountStatus, LoyaltyAccount
from saleor_crm_plugin.loyalty.models.actions import ActionReward
from saleor_crm_plugin.loyalty.models.append_only import LedgerIsAppendOnly, LedgerQuerySet
from saleor_crm_plugin.loyalty.models.batches import (
    BatchKind,
    BatchRowState,
    BatchState,
    PointsBatch,
    PointsBatchRow,
)
from saleor_crm_plugin.loyalty.models.earning_rules import AwardContribution, EarningRule
from saleor_crm_plugin.loyalty.models.ledger import (
    Absorption,
    Allocation,
    LoyaltyEntry,
    PointLot,
)
from saleor_crm_plugin.loyalty.models.operations import LedgerProof, LiabilitySnapshot
from saleor_crm_plugin.loyalty.models.orders import OrderAward, Redemption
from saleor_crm_plugin.loyalty.models.programs import (
    LoyaltyProgram,
    ProgramChannel,
    ProgramRevision,
    ProgramStatus,
)
from saleor_crm_plugin.loyalty.models.referrals import (
    FraudSignal,
    Referral,
    ReferralCode,
    ReferralRevision,
    ReferralTouch,
)
from saleor_crm_plugin.loyalty.models.requests import PointsDecision, PointsRequest
from saleor_crm_plugin.loyalty.models.reservations import Reservation, ReservationPart
from saleor_crm_plugin.loyalty.models.rewards import IssuedCoupon, Reward
from saleor_crm_plugin.loyalty.models.tiers import (
    Tier,
    TierMembership,
    TierRevision,
    TierStanding,
)

__all__ = [
    "Absorption",
    "AccountStatus",
    "ActionReward",
    "Allocation",
    "AwardContribution",
    "BatchKind",
    "BatchRowState",
    "BatchState",
    "EarningRule",
    "FraudSignal",
    "IssuedCoupon",
    "LedgerIsAppendOnly",
    "LedgerProof",
    "LedgerQuerySet",
    "LiabilitySnapshot",
    "LoyaltyAccount",
    "LoyaltyEntry",
    "LoyaltyProgram",
    "OrderAward",
    "PointLot",
    "PointsBatch",
    "PointsBatchRow",
    "PointsDecision",
    "PointsRequest",
    "ProgramChannel",
    "ProgramRevision",
    "ProgramStatus",
    "Redemption",
    "Referral",
    "ReferralCode",
    "ReferralRevision",
    "ReferralTouch",
    "Reservation",
    "ReservationPart",
    "Reward",
    "Tier",
    "TierMembership",
    "TierRevision",
    "TierStanding",
]
