"""Rewards for actions as GraphQL types."""

from datetime import datetime
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.enums import CrmLoyaltyAccountStatus
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge


@strawberry.enum(description="What shoppers get points for beside orders.")
class CrmActionKind(Enum):
    REGISTRATION = strawberry.enum_value("REGISTRATION", description="Registering, once.")
    NEWSLETTER = strawberry.enum_value(
        "NEWSLETTER", description="Agreeing to e-mail for the first time."
    )
    BIRTHDAY = strawberry.enum_value("BIRTHDAY", description="A birthday, once a year.")
    EVENT = strawberry.enum_value(
        "EVENT", description="Whatever an app tells, once for each reference."
    )


@strawberry.type(description="Points for one kind of action.")
class CrmActionReward:
    id: strawberry.ID = shown("The reward's id.")
    program: str = shown("Slug of the program.")
    slug: str = shown("Its short name; of an event, the event's.")
    name: str = shown("Its name.")
    kind: CrmActionKind = shown("What it is for.")
    points: int = shown("How many points it brings.")
    month_points_max: int | None = shown("The most that one shopper gets of an event in a month.")
    budget_points: int | None = shown("The most that it gives in all; null without a limit.")
    used_points: int = shown("What it gave.")
    left: int | None = shown("What its budget still gives.")
    is_active: bool = shown("Whether it gives points.")
    active_since: datetime | None = shown("What happened before is not rewarded.")
    ends_at: datetime | None = shown("What happens from then on is not rewarded.")


@strawberry.type(name="CrmActionRewardCountableEdge")
class ActionRewardEdge(Edge[CrmActionReward]):
    """A row of a page of rewards for actions."""


@strawberry.type(name="CrmActionRewardCountableConnection")
class ActionRewardConnection(Connection[ActionRewardEdge]):
    """A page of rewards for actions."""

    total_count: int = asked("CrmActionRewardCountableConnection.totalCount", COUNT)


@strawberry.type(description="What a shopper holds in one program.")
class CrmProgramPoints:
    program: str = shown("Slug of the program.")
    status: CrmLoyaltyAccountStatus = shown("Whether the account can spend.")
    available: int = shown("What can be spent now.")
    pending: int = shown("What can be spent later.")
    reserved: int = shown("What a cart holds.")
    debt: int = shown("What is owed to the shop; the next points pay it.")


@strawberry.input(description="Everything about a reward that can be changed.")
class CrmActionRewardTermsInput:
    name: str = shown("Its name.")
    points: int = shown("How many points it brings.")
    month_points_max: int | None = given("The most that one shopper gets of an event in a month.")
    budget_points: int | None = given("The most that it gives in all.")
    ends_at: datetime | None = given("What happens from then on is not rewarded.")


@strawberry.input(description="A new reward; it gives nothing until it is switched on.")
class CrmActionRewardCreateInput:
    slug: str = shown("Its short name; of an event, the event's.")
    kind: CrmActionKind = shown("What it is for.")
    terms: CrmActionRewardTermsInput = shown("What it brings.")
    program: str | None = given("Slug of the program; the default one unless given.")


@strawberry.input(description="What to change about a reward: its terms, or whether it is on.")
class CrmActionRewardUpdateInput:
    id: strawberry.ID = shown("The reward.")
    terms: CrmActionRewardTermsInput | None = given("What it brings from now on.")
    is_active: bool | None = given("Whether it gives points.")


@strawberry.input(description="What a shopper did.")
class CrmPointsEventRewardInput:
    profile_id: strawberry.ID = shown("The profile.")
    event: str = shown("Slug of the reward that is switched on for it.")
    reference: str = shown("What it was, such as a review's id; the same again changes nothing.")
    program: str | None = given("Slug of the program; the default one unless given.")
