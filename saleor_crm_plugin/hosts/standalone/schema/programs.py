"""Programs and earning rules as GraphQL types."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.enums import CrmRfmGroup
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmMoney


@strawberry.enum(description="Where a program is; only active ones earn.")
class CrmProgramStatus(Enum):
    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"


@strawberry.enum(description="How a fraction of a point is rounded, once per order.")
class CrmPointsRounding(Enum):
    FLOOR = "FLOOR"
    HALF_UP = "HALF_UP"
    CEIL = "CEIL"


@strawberry.enum(description="What happens to a claw-back that finds too few points.")
class CrmPointsShortfall(Enum):
    DEBT = "DEBT"
    CLAMP = "CLAMP"


@strawberry.enum(description="How factors of several rules combine: 2 and 3 make 4, 6, or 3.")
class CrmPointsStacking(Enum):
    ADDITIVE = "ADDITIVE"
    MULTIPLICATIVE = "MULTIPLICATIVE"
    BEST = "BEST"


@strawberry.enum(description="What an earning rule does.")
class CrmEarningEffect(Enum):
    MULTIPLY = "MULTIPLY"
    FIXED = "FIXED"
    PER_UNIT = "PER_UNIT"


@strawberry.type(description="The policies of a program.")
class CrmProgramPolicies:
    hold_days: int = shown("How many days earned points are pending.")
    lifetime_days: int | None = shown("How many days points can be used.")
    lifetime_months: int | None = shown("The same in months; without either they never lapse.")
    rounding: CrmPointsRounding = shown("What happens to a fraction of a point.")
    shortfall: CrmPointsShortfall = shown("What happens to a claw-back that finds too few.")
    return_grace_days: int = shown("How long points live that come back after they lapsed.")
    cancel_grace_days: int = shown("The same when the order was canceled.")
    earns_history: bool = shown("Whether orders paid before the activation earn.")
    guests_may_spend: bool = shown("Whether shoppers without an account can spend.")
    reservation_minutes: int = shown("How long a cart holds points.")
    inactivity_months: int | None = shown(
        "After how many months without a purchase or redemption points lapse; null for never."
    )
    alone_points_max: int | None = shown(
        "How many points one person may adjust alone; null for the shop's own limit."
    )
    stacking: CrmPointsStacking = shown("How factors of several rules combine.")
    order_points_max: int | None = shown("The most that an order earns; null without a limit.")
    day_points_max: int | None = shown("The most that a shopper earns in a day.")
    month_points_max: int | None = shown("The most that a shopper earns in a month.")


@strawberry.type(description="A rate in money of one currency.")
class CrmRateAmount:
    spend: CrmMoney = shown("`earnPoints` are earned for each of these amounts of the basis.")
    worth: CrmMoney = shown("`redeemPoints` pay this amount.")


@strawberry.type(description="What points cost and bring in one channel and currency.")
class CrmProgramRate:
    channel: str | None = shown("Slug of the channel; null for any.")
    currency: str | None = shown("ISO 4217 code; null for any.")
    earn_points: int = shown("So many points …")
    earn_per_minor: int = shown("… for each of these many minor units of the basis.")
    redeem_points: int = shown("So many points …")
    redeem_minor: int = shown("… pay these many minor units.")
    amounts: list[CrmRateAmount] = asked(
        "CrmProgramRate.amounts",
        "The same in money: of its currency, or of each currency that orders were placed in.",
    )
    redeem_points_min: int = shown("Fewer points than this are not redeemed.")
    redeem_points_block: int = shown("Only multiples of this are redeemed.")
    redeem_percent_max: int = shown("The largest share of an order that points pay.")
    basis_is_gross: bool = shown("Whether tax earns points.")
    basis_has_shipping: bool = shown("Whether shipping earns points.")
    basis_has_discounts: bool = shown("Whether what discounts took off earns points.")
    basis_has_points_paid: bool = shown("Whether what was paid in points earns points.")
    basis_has_gift_cards: bool = shown("Whether buying a gift card earns points.")


@strawberry.type(description="What was in force from an instant on; never edited.")
class CrmProgramRevision:
    number: int = shown("1 is the first.")
    valid_from: datetime = shown("Since when.")
    policies: CrmProgramPolicies = shown("The policies.")
    rates: list[CrmProgramRate] = shown("The rates; none while the program is paused.")


@strawberry.type(description="A points program.")
class CrmProgram:
    slug: str = shown("Its short name.")
    status: CrmProgramStatus = shown("Whether it earns.")
    time_zone: str = shown("IANA name of the zone whose calendar it follows.")
    activated_at: datetime | None = shown("When it began to earn.")
    current: CrmProgramRevision = shown("What is in force.")
    revisions: list[CrmProgramRevision] = shown("Everything that was, newest first.")


@strawberry.type(description="When a rule holds; an empty list may be anything.")
class CrmEarningConditions:
    channels: list[str] = shown("Slugs of channels.")
    currencies: list[str] = shown("ISO 4217 codes.")
    tiers: list[str] = shown("Slugs of tiers, as they are when the order earns.")
    groups: list[CrmRfmGroup] = shown("RFM groups, as they are when the order earns.")
    products: list[str] = shown("The host's ids of the products that count.")
    products_excluded: list[str] = shown("The host's ids of products that never count.")
    categories: list[str] = shown("Names of the categories that count.")
    categories_excluded: list[str] = shown("Names of categories that never count.")
    collections: list[str] = shown("Names of the collections that count.")
    collections_excluded: list[str] = shown("Names of collections that never count.")
    basis_min: CrmMoney | None = shown("What the order's basis must be at least.")
    is_first_order: bool = shown("Whether it must be the shopper's first.")


@strawberry.type(
    description="What orders earn beyond the program's rate; with an end or a budget, a campaign."
)
class CrmEarningRule:
    id: strawberry.ID = shown("The rule's id.")
    program: str = shown("Slug of the program.")
    slug: str = shown("Its short name, as explanations of awards say it.")
    name: str = shown("Its name.")
    effect: CrmEarningEffect = shown("What it does.")
    factor: float | None = shown("For multiplying rules, such as 1.5.")
    points: int | None = shown("For the others: points once, or for each unit.")
    conditions: CrmEarningConditions = shown("When it holds.")
    priority: int = shown("Smaller ones are looked at first.")
    starts_at: datetime | None = shown("From when orders must be paid.")
    ends_at: datetime | None = shown("Before when orders must be paid.")
    order_points_max: int | None = shown("The most that it gives to one order.")
    profile_points_max: int | None = shown("The most that it gives to one shopper in all.")
    budget_points: int | None = shown("The most that it gives in all; null without a limit.")
    used_points: int = shown("What it took from its budget.")
    left: int | None = shown("What its budget still gives.")
    is_active: bool = shown("Whether it gives points.")


@strawberry.type(name="CrmEarningRuleCountableEdge")
class EarningRuleEdge(Edge[CrmEarningRule]):
    """A row of a page of rules."""


@strawberry.type(name="CrmEarningRuleCountableConnection")
class EarningRuleConnection(Connection[EarningRuleEdge]):
    """A page of rules."""

    total_count: int = asked("CrmEarningRuleCountableConnection.totalCount", COUNT)


@strawberry.input(
    description="All policies of a program; what is null is without a limit, or never."
)
class CrmProgramPoliciesInput:
    hold_days: int = shown("How many days earned points are pending.")
    lifetime_days: int | None = given("How many days points can be used.")
    lifetime_months: int | None = given("The same in months.")
    rounding: CrmPointsRounding = shown("What happens to a fraction of a point.")
    shortfall: CrmPointsShortfall = shown("What happens to a claw-back that finds too few.")
    return_grace_days: int = shown("How long points live that come back after they lapsed.")
    cancel_grace_days: int = shown("The same when the order was canceled.")
    earns_history: bool = shown("Whether orders paid before the activation earn.")
    guests_may_spend: bool = shown("Whether shoppers without an account can spend.")
    reservation_minutes: int | None = given("How long a cart holds points; 30 unless given.")
    inactivity_months: int | None = given(
        "After how many months without a purchase or redemption points lapse."
    )
    alone_points_max: int | None = given(
        "How many points one person may adjust alone, 0 for any; the shop's own limit unless given."
    )
    stacking: CrmPointsStacking = shown("How factors of several rules combine.")
    order_points_max: int | None = given("The most that an order earns.")
    day_points_max: int | None = given("The most that a shopper earns in a day.")
    month_points_max: int | None = given("The most that a shopper earns in a month.")


@strawberry.input(description="What points cost and bring in one channel and currency.")
class CrmProgramRateInput:
    channel: str | None = given("Slug of the channel; any unless given.")
    currency: str | None = given("ISO 4217 code; any unless given.")
    earn_points: int = shown("So many points …")
    earn_per_minor: int | None = given("… for each of these many minor units of the basis.")
    spend: Decimal | None = given("Instead of `earnPerMinor`, the same in major units.")
    redeem_points: int = shown("So many points …")
    redeem_minor: int | None = given("… pay these many minor units.")
    worth: Decimal | None = given("Instead of `redeemMinor`, the same in major units.")
    redeem_points_min: int | None = given("Fewer points than this are not redeemed.")
    redeem_points_block: int | None = given("Only multiples of this are redeemed.")
    redeem_percent_max: int | None = given("The largest share of an order that points pay.")
    basis_is_gross: bool | None = given("Whether tax earns points.")
    basis_has_shipping: bool | None = given("Whether shipping earns points.")
    basis_has_discounts: bool | None = given("Whether what discounts took off earns points.")
    basis_has_points_paid: bool | None = given("Whether what was paid in points earns points.")
    basis_has_gift_cards: bool | None = given("Whether buying a gift card earns points.")


@strawberry.input(description="A new program.")
class CrmProgramCreateInput:
    slug: str = shown("Its short name: small letters, digits and hyphens.")
    time_zone: str | None = given(
        "IANA name of the zone whose calendar it follows; UTC unless given."
    )


@strawberry.input(description="Which program to end for good.")
class CrmProgramCloseInput:
    program: str = shown("Slug of the program.")


@strawberry.input(description="What is to be in force from now on.")
class CrmProgramReviseInput:
    program: str | None = given("Slug of the program; the default one unless given.")
    policies: CrmProgramPoliciesInput = shown("All policies.")
    rates: list[CrmProgramRateInput] = shown("All rates.")


@strawberry.input(description="Which program to start.")
class CrmProgramActivateInput:
    program: str | None = given("Slug of the program; the default one unless given.")
    time_zone: str | None = given("IANA name of the zone whose calendar it follows.")


@strawberry.input(description="Which program to pause.")
class CrmProgramPauseInput:
    program: str | None = given("Slug of the program; the default one unless given.")


@strawberry.input(description="When a rule holds; what is left out may be anything.")
class CrmEarningConditionsInput:
    channels: list[str] | None = given("Slugs of channels.")
    currencies: list[str] | None = given("ISO 4217 codes.")
    tiers: list[str] | None = given("Slugs of tiers.")
    groups: list[CrmRfmGroup] | None = given("RFM groups.")
    products: list[str] | None = given("The host's ids of the products that count.")
    products_excluded: list[str] | None = given("The host's ids of products that never count.")
    categories: list[str] | None = given("Names of the categories that count.")
    categories_excluded: list[str] | None = given("Names of categories that never count.")
    collections: list[str] | None = given("Names of the collections that count.")
    collections_excluded: list[str] | None = given("Names of collections that never count.")
    basis_min: Decimal | None = given(
        "What the order's basis must be at least; needs one currency."
    )
    is_first_order: bool | None = given("Whether it must be the shopper's first.")


@strawberry.input(description="Everything about a rule that can be changed.")
class CrmEarningRuleTermsInput:
    name: str = shown("Its name.")
    effect: CrmEarningEffect = shown("What it does.")
    factor: Decimal | None = given("For multiplying rules, such as 1.5; at most 3 decimals.")
    points: int | None = given("For the others: points once, or for each unit.")
    conditions: CrmEarningConditionsInput | None = given("When it holds.")
    priority: int | None = given("Smaller ones are looked at first; 0 unless given.")
    starts_at: datetime | None = given("From when orders must be paid.")
    ends_at: datetime | None = given("Before when orders must be paid.")
    order_points_max: int | None = given("The most that it gives to one order.")
    profile_points_max: int | None = given("The most that it gives to one shopper in all.")
    budget_points: int | None = given("The most that it gives in all.")


@strawberry.input(description="A new rule; it gives nothing until it is switched on.")
class CrmEarningRuleCreateInput:
    slug: str = shown("Its short name, as explanations of awards say it.")
    terms: CrmEarningRuleTermsInput = shown("What it gives, and when.")
    program: str | None = given("Slug of the program; the default one unless given.")


@strawberry.input(description="What to change about a rule: its terms, or whether it gives points.")
class CrmEarningRuleUpdateInput:
    id: strawberry.ID = shown("The rule.")
    slug: str | None = given("Its slug, beside terms; it stays.")
    terms: CrmEarningRuleTermsInput | None = given("What it gives from now on.")
    is_active: bool | None = given("Whether it gives points.")
