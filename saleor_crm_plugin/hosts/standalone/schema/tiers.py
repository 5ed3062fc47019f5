"""Tiers as GraphQL types."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmMoney
from saleor_crm_plugin.hosts.standalone.schema.profiles import CrmProfile


@strawberry.enum(description="What counts for a tier.")
class CrmTierMetric(Enum):
    POINTS = "POINTS"
    SPEND = "SPEND"


@strawberry.enum(description="Over which time it counts.")
class CrmTierWindow(Enum):
    CALENDAR_YEAR = "CALENDAR_YEAR"
    ANNIVERSARY = "ANNIVERSARY"
    ROLLING_DAYS = "ROLLING_DAYS"
    ROLLING_MONTHS = "ROLLING_MONTHS"
    LIFETIME = "LIFETIME"


@strawberry.enum(description="How far a shopper falls when a tier lapses.")
class CrmTierDowngrade(Enum):
    FULL = "FULL"
    ONE_STEP = "ONE_STEP"


@strawberry.enum(description="When a refund can cost a tier.")
class CrmTierRefunds(Enum):
    AT_ONCE = "AT_ONCE"
    AT_EVALUATION = "AT_EVALUATION"


@strawberry.enum(description="Why a stay in a tier began.")
class CrmTierReason(Enum):
    REACHED = "REACHED"
    LAPSED = "LAPSED"
    REFUNDED = "REFUNDED"
    REVISED = "REVISED"


@strawberry.type(description="One tier of a program.")
class CrmTier:
    slug: str = shown("Its short name, the same in every revision.")
    name: str = shown("Its name, as shoppers read it.")
    threshold: int = shown("From how much on it is had: points, or minor units of the currency.")
    amount: CrmMoney | None = shown("The threshold as money; null for points.")
    earn_percent: int = shown("What its holders earn, in percent of what everybody earns.")
    benefits: str = shown("What else it brings, as shoppers read it.")


@strawberry.type(description="The tiers and policies of a program, in force now.")
class CrmTierProgram:
    program: str = shown("Slug of the program.")
    revision: int = shown("Which revision it is, from 1.")
    valid_from: datetime = shown("Since when it is in force.")
    metric: CrmTierMetric = shown("What counts.")
    currency: str | None = shown("ISO 4217 code of what is spent; null for points.")
    window: CrmTierWindow = shown("Over which time it counts.")
    window_length: int | None = shown("How many days or months a rolling window has.")
    keeps_next_year: bool = shown("Whether a tier is kept to the end of the next year.")
    downgrade: CrmTierDowngrade = shown("How far one falls.")
    grace_days: int = shown("How many days longer what lapses is kept.")
    refunds: CrmTierRefunds = shown("When a refund can cost a tier.")
    tiers: list[CrmTier] = shown("The tiers, the lowest first.")


@strawberry.type(description="A tier that a shopper has or had.")
class CrmTierStay:
    tier: str | None = shown("Slug of the tier; null for none.")
    from_at: datetime = shown("Since when.")
    until_at: datetime | None = shown("Until before when, if nothing else happens; null for ever.")
    reason: CrmTierReason = shown("Why it began.")


@strawberry.type(description="Where a shopper stands in one program.")
class CrmTierStanding:
    program: str = shown("Slug of the program.")
    currency: str | None = shown("ISO 4217 code of what counts; null for points.")
    metric: int = shown("What counts now: points, or minor units of the currency.")
    metric_amount: CrmMoney | None = shown("What counts now as money; null for points.")
    tier: CrmTier | None = shown("The tier; null for none.")
    kept_until: datetime | None = shown("The first instant without it; null for ever.")
    missing_to_keep: int = shown("What is missing to keep it longer; 0 when it is met.")
    missing_to_keep_amount: CrmMoney | None = shown("The same as money; null for points.")
    next_tier: CrmTier | None = shown("The tier above; null at the top.")
    missing: int | None = shown("What is missing to it; null at the top.")
    missing_amount: CrmMoney | None = shown("The same as money; null for points.")
    deadline_at: datetime | None = shown("Before which instant; null without a deadline.")
    history: list[CrmTierStay] = shown("The tiers until now, the latest first, at most 100.")


@strawberry.type(description="A shopper in a tier.")
class CrmTierMember:
    from_at: datetime = shown("Since when.")
    until_at: datetime | None = shown("Until before when, if nothing else happens; null for ever.")
    reason: CrmTierReason = shown("Why it began.")
    profile: CrmProfile | None = asked("CrmTierMember.profile", "Who it is.")
    standing: CrmTierStanding = asked("CrmTierMember.standing", "What is missing, and the history.")


@strawberry.type(name="CrmTierMemberCountableEdge")
class TierMemberEdge(Edge[CrmTierMember]):
    """A row of a page of members."""


@strawberry.type(name="CrmTierMemberCountableConnection")
class TierMemberConnection(Connection[TierMemberEdge]):
    """A page of members."""

    total_count: int = asked("CrmTierMemberCountableConnection.totalCount", COUNT)


@strawberry.input(description="One tier.")
class CrmTierInput:
    slug: str = strawberry.field(description="Its short name; the same tier keeps it.")
    name: str = strawberry.field(description="Its name, as shoppers read it.")
    threshold: int | None = given(
        "From how much on it is had: points, or minor units of the currency."
    )
    amount: Decimal | None = given(
        "For spending, instead of `threshold`: the same in major units, such as 49.90."
    )
    earn_percent: int | None = given("What holders earn, in percent; 100 unless given.")
    benefits: str | None = given("What else it brings, as shoppers read it.")


@strawberry.input(description="All tiers and policies of a program.")
class CrmTiersUpdateInput:
    tiers: list[CrmTierInput] = strawberry.field(
        description="The tiers, in any order; none ends them."
    )
    program: str | None = given("Slug of the program; the first one unless given.")
    metric: CrmTierMetric | None = given("What counts; points unless given.")
    currency: str | None = given("ISO 4217 code, for spending.")
    window: CrmTierWindow | None = given("Over which time; the calendar year unless given.")
    window_length: int | None = given("Days or months of a rolling window.")
    keeps_next_year: bool | None = given(
        "Whether a tier is kept to the end of the next year; true unless given."
    )
    downgrade: CrmTierDowngrade | None = given("How far one falls; in full unless given.")
    grace_days: int | None = given("How many days longer what lapses is kept; 0 unless given.")
    refunds: CrmTierRefunds | None = given("When a refund can cost a tier; at once unless given.")
