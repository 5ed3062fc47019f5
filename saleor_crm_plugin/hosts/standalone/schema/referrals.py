"""Referrals as GraphQL types."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmMoney
from saleor_crm_plugin.hosts.standalone.schema.profiles import CrmProfile


@strawberry.enum(description="Where a referral is.")
class CrmReferralState(Enum):
    CLAIMED = "CLAIMED"
    PENDING = "PENDING"
    REVIEW = "REVIEW"
    REWARDED = "REWARDED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    REVERSED = "REVERSED"


@strawberry.enum(
    description="What speaks for advocate and friend being one, or the friend not new."
)
class CrmReferralSignalKind(Enum):
    SELF_EMAIL = "SELF_EMAIL"
    SAME_CARD = "SAME_CARD"
    NOT_NEW = "NOT_NEW"
    SAME_ADDRESS = "SAME_ADDRESS"
    SAME_IP = "SAME_IP"
    VOLUME = "VOLUME"


@strawberry.type(description="The terms of a program's referrals.")
class CrmReferralTerms:
    program: str = shown("Slug of the program.")
    revision: int = shown("Which revision they are, from 1.")
    valid_from: datetime = shown("Since when they hold for new claims.")
    is_active: bool = shown("Whether referrals are taken.")
    advocate_points: int = shown("What the advocate gets.")
    friend_points: int = shown("What the friend gets.")
    minimums: list[CrmMoney] = shown("What the friend's order must cost, one for each currency.")
    hold_days: int = shown("How long both wait after the payment.")
    claim_days: int = shown("How long after the claim the friend may pay.")
    monthly_max: int | None = shown(
        "How many of an advocate count in a month; null for any number."
    )
    daily_max: int = shown("How many claims in 24 hours are no crowd.")
    reverses: bool = shown("Whether a full refund after the hold takes the points back.")


@strawberry.type(description="Something noticed about a referral.")
class CrmReferralSignal:
    kind: CrmReferralSignalKind = shown("What.")
    seen_at: datetime = shown("When it was noticed first.")


@strawberry.type(description="One friend of one advocate.")
class CrmReferral:
    id: strawberry.ID = shown("The referral's id.")
    program: str = shown("Slug of the program.")
    claimed_at: datetime = shown("When the friend came by the link.")
    state: CrmReferralState = shown("Where it is.")
    reason: str | None = shown("Why it is rejected or waits, as a code.")
    qualified_at: datetime | None = shown("When the friend's order was paid.")
    advocate_points: int = shown("What the advocate has of it now.")
    friend_points: int = shown("What the friend has of it now.")
    signals: list[CrmReferralSignal] = shown("What was noticed.")
    is_approved: bool | None = shown("What staff decided; null while they have not.")
    decided_at: datetime | None = shown("When they decided.")
    decided_by: str | None = shown("Who decided, as a kind and an id.")
    decision_reason: str | None = shown("Why, in their words.")
    advocate: CrmProfile | None = asked("CrmReferral.advocate", "Who shared the link.")
    friend: CrmProfile | None = asked("CrmReferral.friend", "Who came by it.")


@strawberry.type(name="CrmReferralCountableEdge")
class ReferralEdge(Edge[CrmReferral]):
    """A row of a page of referrals."""


@strawberry.type(name="CrmReferralCountableConnection")
class ReferralConnection(Connection[ReferralEdge]):
    """A page of referrals."""

    total_count: int = asked("CrmReferralCountableConnection.totalCount", COUNT)


@strawberry.type(description="Somebody who came by your link.")
class CrmMyReferral:
    claimed_at: datetime = shown("When.")
    state: CrmReferralState = shown("How far it is.")
    points: int = shown("The points you have of it now.")


@strawberry.type(name="CrmMyReferralCountableEdge")
class MyReferralEdge(Edge[CrmMyReferral]):
    """A row of a page of your referrals."""


@strawberry.type(name="CrmMyReferralCountableConnection")
class MyReferralConnection(Connection[MyReferralEdge]):
    """A page of your referrals."""

    total_count: int = asked("CrmMyReferralCountableConnection.totalCount", COUNT)


@strawberry.type(description="What you need to share your link.")
class CrmMyReferralLink:
    code: str | None = shown("Goes into the link as `?ref=`; null until you ask for one.")
    rewarded_count: int = shown("For how many friends you have points.")
    terms: CrmReferralTerms = shown("What it brings, and how.")


@strawberry.input(description="What the friend's order must cost in one currency.")
class CrmReferralMinimumInput:
    currency: str = strawberry.field(description="ISO 4217 code.")
    amount: Decimal = strawberry.field(description="The amount in major units.")


@strawberry.input(description="All terms of a program's referrals.")
class CrmReferralTermsUpdateInput:
    minimums: list[CrmReferralMinimumInput] = strawberry.field(
        description="One for each currency; orders in others do not count."
    )
    program: str | None = given("Slug of the program; the first one unless given.")
    is_active: bool | None = given("Whether referrals are taken; true unless given.")
    advocate_points: int | None = given("What the advocate gets; 500 unless given.")
    friend_points: int | None = given("What the friend gets; 250 unless given.")
    hold_days: int | None = given("How long both wait; 14 unless given.")
    claim_days: int | None = given("How long the friend may take; 180 unless given.")
    monthly_max: int | None = given("How many of an advocate count in a month; 10 unless given.")
    is_unlimited: bool | None = given("True for any number in a month.")
    daily_max: int | None = given("How many claims in 24 hours are no crowd; 5 unless given.")
    reverses: bool | None = given("Whether a full refund takes the points back; true unless given.")


@strawberry.input(description="What you think of a referral that waits.")
class CrmReferralDecideInput:
    id: strawberry.ID = strawberry.field(description="The referral.")
    is_approved: bool = strawberry.field(description="Whether it may go on.")
    reason: str = strawberry.field(description="Why, in at most 200 characters.")


@strawberry.input(description="The link you came by.")
class CrmMyReferralClaimInput:
    code: str = strawberry.field(description="The link's code.")


@strawberry.input(description="In which program you want to refer.")
class CrmMyReferralCodeCreateInput:
    program: str | None = given("Slug of the program; the first one unless given.")
