"""Inputs of queries and mutations as GraphQL types."""

from datetime import datetime
from decimal import Decimal

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import given, shown
from saleor_crm_plugin.hosts.standalone.schema.enums import (
    CrmImportKind,
    CrmOrderDirection,
    CrmProfileSortField,
    CrmRfmGroup,
)
from saleor_crm_plugin.hosts.standalone.schema.extensions import CrmExtensionFieldFilterInput


@strawberry.input(description="A text to compare with.")
class CrmStringFilterInput:
    eq: str | None = given("Equal to this.")
    one_of: list[str] | None = given("Equal to one of these, at most 100.")


@strawberry.input(description="A name to compare with, whatever its case.")
class CrmNameFilterInput:
    eq: str | None = given("The whole first or the whole last name.")
    contains: str | None = given("Words that all stand in the first or the last name.")


@strawberry.input(description="An instant from `gte` to `lte`, both included.")
class CrmDateTimeRangeInput:
    gte: datetime | None = given("At this instant or later.")
    lte: datetime | None = given("At this instant or earlier.")


@strawberry.input(description="A whole number.")
class CrmIntFilterInput:
    eq: int | None = given("Equal to this.")
    gte: int | None = given("This or more.")
    lte: int | None = given("This or less.")


@strawberry.input(description="What was spent, net of refunds, from `gte` to `lte`, both included.")
class CrmSpentFilterInput:
    currency: str = shown("ISO 4217 code; amounts of several currencies are never added.")
    channel: str | None = given("Slug of one channel; all channels unless given.")
    gte: Decimal | None = given("This or more, in major units.")
    lte: Decimal | None = given("This or less, in major units.")


@strawberry.input(description="Where a shopper stands in RFM; what is left out may be anything.")
class CrmRfmFilterInput:
    groups: list[CrmRfmGroup] | None = given("One of these groups; prospects have no score.")
    recency: list[int] | None = given(
        "One of these scores of recency, such as a row of the matrix."
    )
    frequency: list[int] | None = given("One of these scores of frequency.")
    scope_id: strawberry.ID | None = given("The scope; any unless given.")


@strawberry.input(description="Conditions on profiles that all must hold.")
class CrmProfileWhereInput:
    ids: list[strawberry.ID] | None = given("One of these profiles, at most 100.")
    email: CrmStringFilterInput | None = given("One of the shopper's e-mail addresses.")
    name: CrmNameFilterInput | None = given("The shopper's name.")
    tag: CrmStringFilterInput | None = given("A tag, whatever its case.")
    country_code: CrmStringFilterInput | None = given("ISO 3166-1 code of two letters.")
    is_registered: bool | None = given("Whether the shopper has an account in the host.")
    created_at: CrmDateTimeRangeInput | None = given("When the profile was made.")
    registered_at: CrmDateTimeRangeInput | None = given("When the account was made.")
    first_ordered_in: str | None = given(
        "The month of the first order that counts, such as `2026-03`, on the shop's calendar."
    )
    last_ordered_at: CrmDateTimeRangeInput | None = given("When the last order was placed.")
    orders_count: CrmIntFilterInput | None = given("How many orders count, in all currencies.")
    spent: CrmSpentFilterInput | None = given("What was spent in one currency.")
    rfm: CrmRfmFilterInput | None = given("The RFM group.")
    extension_fields: list[CrmExtensionFieldFilterInput] | None = given(
        "What extensions have computed; all of these must hold."
    )
    and_: list["CrmProfileWhereInput"] | None = strawberry.field(
        name="AND", default=strawberry.UNSET, description="All of these must hold too."
    )
    or_: list["CrmProfileWhereInput"] | None = strawberry.field(
        name="OR", default=strawberry.UNSET, description="One of these must hold too."
    )


@strawberry.input(description="How to sort profiles.")
class CrmProfileSortingInput:
    field: CrmProfileSortField = shown("What to sort by.")
    direction: CrmOrderDirection = shown("Rising or falling.")
    currency: str | None = given("Needed to sort by what was spent.")
    channel: str | None = given("Slug of one channel, for what was spent.")


@strawberry.input(
    description="What to change; what is left out stays, null hands it back to the host."
)
class CrmProfileUpdateInput:
    id: strawberry.ID = shown("The profile.")
    email: str | None = given("E-mail address.")
    phone: str | None = given("Phone number in E.164 form.")
    first_name: str | None = given("Given name.")
    last_name: str | None = given("Family name.")
    gender: str | None = given("As the shopper says.")
    language_code: str | None = given("BCP 47 code.")
    time_zone: str | None = given("IANA name.")
    birth_year: int | None = given("Year of birth.")
    birth_month: int | None = given("1 to 12.")
    birth_day: int | None = given("1 to 31.")
    birth_is_lunar: bool | None = given("Whether month and day are of the Chinese calendar.")
    country_code: str | None = given("ISO 3166-1 code of two letters.")
    city: str | None = given("City.")
    postal_code: str | None = given("Postal code.")
    preferred_payment_method: str | None = given("How the shopper likes to pay.")
    product_needs: str | None = given("Note on what is needed.")
    buying_motive: str | None = given("Note on why it is bought.")
    add_tags: list[str] | None = given("Tags to put on, at most 100.")
    remove_tags: list[str] | None = given("Tags to take off, at most 100.")


@strawberry.input(description="What a shopper said about a channel, or about one topic on it.")
class CrmConsentUpdateInput:
    profile_id: strawberry.ID = shown("The profile.")
    channel: str = shown("Such as `email`.")
    topic: str | None = given("Left out for the whole channel.")
    is_granted: bool = shown("Whether the shopper agrees.")


@strawberry.input(description="What you say about a channel, or about one topic on it.")
class CrmMyConsentUpdateInput:
    channel: str = shown("Such as `email`.")
    topic: str | None = given("Left out for the whole channel.")
    is_granted: bool = shown("Whether you agree.")


@strawberry.input(description="Whose points to move, how many, and why.")
class CrmPointsMovementInput:
    profile_id: strawberry.ID = shown("The profile.")
    points: int = shown("How many; negative takes points in an adjustment.")
    key: str = shown("Made up by the caller for each movement; the same again changes nothing.")
    reason: str = shown("Why, for the ledger; at most 200 characters.")
    program: str | None = given("Slug of the program; the default one unless given.")


@strawberry.input(description="How many of your points to spend.")
class CrmMyPointsRedeemInput:
    points: int = shown("How many.")
    key: str = shown("Made up for each redemption; the same again changes nothing.")
    program: str | None = given("Slug of the program; the default one unless given.")


@strawberry.input(description="What to recompute.")
class CrmRfmRecomputeInput:
    scope_id: strawberry.ID | None = given("One scope; all of them unless given.")


@strawberry.input(description="Which test to send where.")
class CrmMessageSendTestInput:
    template: str = shown("The name of the template.")
    address: str = shown("Where to.")
    profile_id: strawberry.ID | None = given("A profile that lends its name.")
    language_code: str | None = given("The language; the shop's unless given.")


@strawberry.input(description="Which file to import, and how.")
class CrmImportCreateInput:
    kind: CrmImportKind = shown("What the rows are about.")
    file_name: str = shown("The file's name, for the list of imports.")
    content: str = shown("The file in base64: CSV or JSON lines, plain or gzip-compressed.")
    mapping: str = shown("The mapping as TOML, as the import command takes it.")
    is_dry_run: bool | None = given("Whether to read and check only; false unless given.")


@strawberry.input(description="What to replay.")
class CrmInboxReplayInput:
    ids: list[strawberry.ID] | None = given("At most 100 dead rows; all of them unless given.")
