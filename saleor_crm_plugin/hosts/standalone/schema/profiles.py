"""Profiles, their orders and their pages as GraphQL types."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.actions import CrmProgramPoints
from saleor_crm_plugin.hosts.standalone.schema.declaring import PAGE, Declared, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.enums import (
    CrmMessageClass,
    CrmMessageState,
    CrmOrderExclusion,
    CrmOrderStatus,
    CrmProfileState,
)
from saleor_crm_plugin.hosts.standalone.schema.extensions import CrmExtensionField
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.loyalty import (
    CrmLoyaltyAccount,
    CrmMyPoints,
    CrmOrderAward,
)
from saleor_crm_plugin.hosts.standalone.schema.parts import (
    CrmAddress,
    CrmBirthday,
    CrmConsent,
    CrmConsentStatement,
    CrmIdentifier,
    CrmMoney,
    CrmOrderLine,
    CrmPurchaseTotals,
    CrmTimelineEvent,
)
from saleor_crm_plugin.hosts.standalone.schema.segments import CrmRfmScore, MoveConnection
from saleor_crm_plugin.hosts.standalone.schema.topics import CrmClick, CrmPreference

TIMELINE: Declared = {
    "types": (
        list[str] | None,
        "Only events of these types, such as `ORDER_PLACED`; at most 100. A type that is unknown has no events.",
    ),
    **PAGE,
}
LANGUAGE: Declared = {
    "language_code": (str | None, "The language of the names; the shopper's unless given."),
}


@strawberry.type(description="The CRM's copy of one order; the host stays the source of truth.")
class CrmOrder:
    id: strawberry.ID = shown("The copy's id.")
    reference: str = shown("The order in its host, such as `saleor:order:42`.")
    number: str = shown("The number that the shopper knows.")
    channel: str = shown("Slug of the channel.")
    status: CrmOrderStatus = shown("Where the order stands.")
    exclusion: CrmOrderExclusion | None = shown("Why it does not count, null when it does.")
    is_fully_paid: bool = shown("Whether it is fully paid.")
    fully_paid_at: datetime | None = shown("When it was fully paid.")
    placed_at: datetime = shown("When it was placed.")
    total_gross: CrmMoney = shown("After discounts, with tax and shipping.")
    total_net: CrmMoney = shown("After discounts, without tax, with shipping.")
    shipping_gross: CrmMoney = shown("Shipping with tax.")
    points_paid: CrmMoney = shown("The part that was paid with points.")
    refunded: CrmMoney = shown("What was paid back.")
    revenue: CrmMoney = shown("What it brings, net of refunds; 0 when it does not count.")
    lines: list[CrmOrderLine] = shown("What was bought.")
    ordinal: int | None = asked(
        "CrmOrder.ordinal",
        "Which of the shopper's orders that count it is, from 1; null when it does not count.",
    )
    award: CrmOrderAward | None = asked(
        "CrmOrder.award", "The points it earned, if any; those of the default program first."
    )
    awards: list[CrmOrderAward] = asked(
        "CrmOrder.awards", "The points it earned in each program, the default one first."
    )
    profile: "CrmProfile" = asked("CrmOrder.profile", "The shopper.")


@strawberry.type(name="CrmOrderCountableEdge")
class OrderEdge(Edge[CrmOrder]):
    """A row of a page of orders."""


@strawberry.type(name="CrmOrderCountableConnection")
class OrderConnection(Connection[OrderEdge]):
    """A page of orders."""

    total_count: int = asked("CrmOrderCountableConnection.totalCount", COUNT)


@strawberry.type(name="CrmTimelineEventCountableEdge")
class TimelineEdge(Edge[CrmTimelineEvent]):
    """A row of a page of the timeline."""


@strawberry.type(name="CrmTimelineEventCountableConnection")
class TimelineConnection(Connection[TimelineEdge]):
    """A page of the timeline."""

    total_count: int = asked("CrmTimelineEventCountableConnection.totalCount", COUNT)


@strawberry.type(name="CrmConsentStatementCountableEdge")
class StatementEdge(Edge[CrmConsentStatement]):
    """A row of a page of statements."""


@strawberry.type(name="CrmConsentStatementCountableConnection")
class StatementConnection(Connection[StatementEdge]):
    """A page of statements."""

    total_count: int = asked("CrmConsentStatementCountableConnection.totalCount", COUNT)


@strawberry.type(description="One e-mail to one shopper; its words and address are not shown.")
class CrmMessage:
    id: strawberry.ID = shown("The e-mail's id.")
    channel: str = shown("The way it goes: `email`, or the channel of an extension.")
    template: str = shown("The name of its template.")
    language_code: str | None = shown("The language it was written in, once it was.")
    message_class: CrmMessageClass = shown("Whether it needs consent.")
    topic: str | None = shown("What a shopper can unsubscribe from.")
    is_test: bool = shown("Whether staff asked for it to see how it looks.")
    state: CrmMessageState = shown("Where it is.")
    reason: str | None = shown("Why it did not arrive, if it did not.")
    attempts: int = shown("How often it was tried.")
    due_at: datetime = shown("When it is tried next.")
    expires_at: datetime = shown("When it is no longer worth sending.")
    handed_at: datetime | None = shown("When the mail server asked for it.")
    sent_at: datetime | None = shown("When the mail server took it.")
    created_at: datetime = shown("When it was decided.")
    clicks: list[CrmClick] = asked(
        "CrmMessage.clicks", "The first hundred openings of its links, oldest first."
    )
    profile: "CrmProfile | None" = asked("CrmMessage.profile", "Who it goes to; null for a test.")


@strawberry.type(name="CrmMessageCountableEdge")
class MessageEdge(Edge[CrmMessage]):
    """A row of a page of e-mails."""


@strawberry.type(name="CrmMessageCountableConnection")
class MessageConnection(Connection[MessageEdge]):
    """A page of e-mails."""

    total_count: int = asked("CrmMessageCountableConnection.totalCount", COUNT)


@strawberry.type(description="One shopper.")
class CrmProfile:
    id: strawberry.ID = shown("The profile's id.")
    state: CrmProfileState = shown("Whether the profile lives.")
    email: str | None = shown("The e-mail address.")
    email_is_verified: bool = shown("Whether the shopper has proven that the address is his.")
    phone: str | None = shown("Phone number, in E.164 form where it is known to be valid.")
    first_name: str = shown("Given name.")
    last_name: str = shown("Family name.")
    gender: str | None = shown("As the host or the shopper says.")
    language_code: str | None = shown("BCP 47 code, such as `zh-Hant`.")
    time_zone: str | None = shown("IANA name, such as `Asia/Taipei`.")
    birthday: CrmBirthday | None = shown("The birthday, if it is known.")
    country_code: str | None = shown("ISO 3166-1 code of two letters.")
    city: str | None = shown("City.")
    postal_code: str | None = shown("Postal code.")
    preferred_payment_method: str | None = shown("How the shopper likes to pay.")
    is_registered: bool = shown("Whether the shopper has an account in the host.")
    registered_at: datetime | None = shown("When the account was made.")
    first_seen_at: datetime = shown("The oldest trace of the shopper.")
    created_at: datetime = shown("When the profile was made.")
    updated_at: datetime = shown("When the profile last changed.")
    product_needs: str = asked("CrmProfile.productNeeds", "Staff's note on what is needed.")
    buying_motive: str = asked("CrmProfile.buyingMotive", "Staff's note on why it is bought.")
    edited_fields: list[str] = asked(
        "CrmProfile.editedFields", "Fields that staff have set; the host no longer overwrites them."
    )
    tags: list[str] = asked("CrmProfile.tags", "Words that were put on the profile.")
    identifiers: list[CrmIdentifier] = asked(
        "CrmProfile.identifiers", "The names by which the shopper is recognized."
    )
    addresses: list[CrmAddress] = asked("CrmProfile.addresses", "Postal addresses.")
    consents: list[CrmConsent] = asked("CrmProfile.consents", "What the shopper agrees to now.")
    consent_history: StatementConnection = asked(
        "CrmProfile.consentHistory", "Every statement about consent, newest first.", PAGE
    )
    preferences: list[CrmPreference] = asked(
        "CrmProfile.preferences",
        "What the shopper can hear about by e-mail, and has chosen.",
        LANGUAGE,
    )
    totals: list[CrmPurchaseTotals] = asked(
        "CrmProfile.totals", "What the shopper bought, by channel and currency."
    )
    orders: OrderConnection = asked("CrmProfile.orders", "The orders, newest first.", PAGE)
    points: CrmLoyaltyAccount = asked(
        "CrmProfile.points", "What the shopper holds now, in the default program."
    )
    points_by_program: list[CrmProgramPoints] = asked(
        "CrmProfile.pointsByProgram",
        "What the shopper holds in each program that has started, the oldest first.",
    )
    rfm: list[CrmRfmScore] = asked(
        "CrmProfile.rfm", "Where the shopper stands, most orders first; empty without orders."
    )
    rfm_moves: MoveConnection = asked(
        "CrmProfile.rfmMoves", "Changes of RFM group, newest first.", PAGE
    )
    extension_fields: list[CrmExtensionField] = asked(
        "CrmProfile.extensionFields", "What extensions have computed, by extension and field."
    )
    messages: MessageConnection = asked("CrmProfile.messages", "E-mails, newest first.", PAGE)
    timeline: TimelineConnection = asked(
        "CrmProfile.timeline", "What was concluded about the shopper, newest first.", TIMELINE
    )


@strawberry.type(name="CrmProfileCountableEdge")
class ProfileEdge(Edge[CrmProfile]):
    """A row of a page of profiles."""


@strawberry.type(name="CrmProfileCountableConnection")
class ProfileConnection(Connection[ProfileEdge]):
    """A page of profiles."""

    total_count: int = asked("CrmProfileCountableConnection.totalCount", COUNT)


@strawberry.type(description="The shopper who asks.")
class CrmMe:
    id: strawberry.ID = shown("The profile's id.")
    email: str | None = shown("The e-mail address.")
    phone: str | None = shown("Phone number.")
    first_name: str = shown("Given name.")
    last_name: str = shown("Family name.")
    language_code: str | None = shown("BCP 47 code, such as `zh-Hant`.")
    birthday: CrmBirthday | None = shown("The birthday, if it is known.")
    country_code: str | None = shown("ISO 3166-1 code of two letters.")
    city: str | None = shown("City.")
    postal_code: str | None = shown("Postal code.")
    is_registered: bool = shown("Whether the shopper has an account in the host.")
    addresses: list[CrmAddress] = asked("CrmMe.addresses", "Postal addresses.")
    consents: list[CrmConsent] = asked("CrmMe.consents", "What the shopper agrees to now.")
    preferences: list[CrmPreference] = asked(
        "CrmMe.preferences", "What you can hear about by e-mail, and have chosen.", LANGUAGE
    )
    orders: OrderConnection = asked("CrmMe.orders", "The orders, newest first.", PAGE)
    points: CrmMyPoints = asked("CrmMe.points", "Your points, in the default program.")
    points_by_program: list[CrmProgramPoints] = asked(
        "CrmMe.pointsByProgram",
        "Your points in each program that has started, the oldest first.",
    )
