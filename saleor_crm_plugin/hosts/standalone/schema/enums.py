"""Enums of the schema; the contract speaks their names."""

from enum import Enum

import strawberry


@strawberry.enum(description="Whether a profile lives, became part of another, or was erased.")
class CrmProfileState(Enum):
    ACTIVE = "ACTIVE"
    MERGED = "MERGED"
    ERASED = "ERASED"


@strawberry.enum(description="What can name a shopper.")
class CrmIdentifierKind(Enum):
    HOST_USER = "HOST_USER"
    EMAIL = "EMAIL"
    GUEST_EMAIL = "GUEST_EMAIL"
    PHONE = "PHONE"
    EXTERNAL = "EXTERNAL"


@strawberry.enum(description="How the host uses an address.")
class CrmAddressKind(Enum):
    BILLING = "BILLING"
    SHIPPING = "SHIPPING"
    OTHER = "OTHER"


@strawberry.enum(description="What the shopper said; silence is the absence of a consent.")
class CrmConsentStatus(Enum):
    GRANTED = "GRANTED"
    REVOKED = "REVOKED"
    LIFTED = strawberry.enum_value(
        "LIFTED",
        description="What was said about the whole channel was taken back; its topics count alone.",
    )


@strawberry.enum(description="Where an order stands, in Saleor's words.")
class CrmOrderStatus(Enum):
    DRAFT = "DRAFT"
    UNCONFIRMED = "UNCONFIRMED"
    UNFULFILLED = "UNFULFILLED"
    PARTIALLY_FULFILLED = "PARTIALLY_FULFILLED"
    FULFILLED = "FULFILLED"
    PARTIALLY_RETURNED = "PARTIALLY_RETURNED"
    RETURNED = "RETURNED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"


@strawberry.enum(description="The direction of a list.")
class CrmOrderDirection(Enum):
    ASC = "ASC"
    DESC = "DESC"


@strawberry.enum(description="What profiles can be sorted by.")
class CrmProfileSortField(Enum):
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    NAME = "NAME"
    EMAIL = "EMAIL"
    LAST_ORDERED_AT = "LAST_ORDERED_AT"
    ORDERS_COUNT = "ORDERS_COUNT"
    SPENT = strawberry.enum_value(
        "SPENT", description="Net of refunds, in the currency that the sorting names."
    )


@strawberry.enum(description="Why nothing was written.")
class CrmErrorCode(Enum):
    INVALID = strawberry.enum_value("INVALID", description="An argument is not acceptable.")
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="What was named does not exist.")
    PERMISSION_DENIED = strawberry.enum_value(
        "PERMISSION_DENIED", description="The caller lacks every permission that would do."
    )
    IDEMPOTENCY_CONFLICT = strawberry.enum_value(
        "IDEMPOTENCY_CONFLICT", description="The same key was used before for something else."
    )
    NOT_ENOUGH_POINTS = strawberry.enum_value(
        "NOT_ENOUGH_POINTS", description="Fewer points are available than were asked for."
    )
    ACCOUNT_FROZEN = strawberry.enum_value(
        "ACCOUNT_FROZEN", description="The points account may not spend now."
    )
    ACCOUNT_CLOSED = strawberry.enum_value(
        "ACCOUNT_CLOSED", description="The shopper left the program."
    )
    POINTS_HELD = strawberry.enum_value(
        "POINTS_HELD", description="Carts hold points of the account."
    )
    GUESTS_NEVER_SPEND = strawberry.enum_value(
        "GUESTS_NEVER_SPEND", description="Points are spent by shoppers with an account only."
    )
    NO_PROGRAM = strawberry.enum_value("NO_PROGRAM", description="No loyalty program is active.")
    NOTHING_TO_REDEEM = strawberry.enum_value(
        "NOTHING_TO_REDEEM", description="The points that were asked for pay nothing for this cart."
    )
    REWARD_UNAVAILABLE = strawberry.enum_value(
        "REWARD_UNAVAILABLE",
        description="The reward is switched off, sold out, or for other tiers.",
    )
    SECOND_PERSON_NEEDED = strawberry.enum_value(
        "SECOND_PERSON_NEEDED", description="Who asked for an adjustment cannot decide about it."
    )
    REQUEST_CLOSED = strawberry.enum_value(
        "REQUEST_CLOSED", description="The request was decided otherwise, or lapsed."
    )
    UNMERGE_IMPOSSIBLE = strawberry.enum_value(
        "UNMERGE_IMPOSSIBLE", description="A merge cannot be undone exactly."
    )
    REFERRAL_IMPOSSIBLE = strawberry.enum_value(
        "REFERRAL_IMPOSSIBLE", description="There are no referrals, or the code is one's own."
    )
    BATCH_TOTALS_DIFFER = strawberry.enum_value(
        "BATCH_TOTALS_DIFFER", description="A file does not hold what was said it would."
    )
    BATCH_NOT_READY = strawberry.enum_value(
        "BATCH_NOT_READY", description="This cannot be asked of the batch in its state."
    )
    TEMPLATE_REFUSED = strawberry.enum_value(
        "TEMPLATE_REFUSED", description="A mail template cannot be published."
    )
    TEMPLATE_FAILED = strawberry.enum_value(
        "TEMPLATE_FAILED", description="A mail template could not be rendered with these values."
    )
    IMPORT_MAPPING_INVALID = strawberry.enum_value(
        "IMPORT_MAPPING_INVALID", description="The mapping of an import cannot be used."
    )


@strawberry.enum(description="Why an order does not count as a purchase.")
class CrmOrderExclusion(Enum):
    DRAFT = "DRAFT"
    UNCONFIRMED = "UNCONFIRMED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"


@strawberry.enum(description="Whether an account can spend.")
class CrmLoyaltyAccountStatus(Enum):
    ACTIVE = "ACTIVE"
    FROZEN = "FROZEN"
    CLOSED = "CLOSED"


@strawberry.enum(description="Why points moved.")
class CrmLoyaltyEntryKind(Enum):
    EARN = "EARN"
    BONUS = "BONUS"
    OPENING = "OPENING"
    ADJUST = "ADJUST"
    MERGE_IN = "MERGE_IN"
    REDEEM_RETURN = "REDEEM_RETURN"
    REDEEM = "REDEEM"
    EXPIRE = "EXPIRE"
    CLAWBACK = "CLAWBACK"
    MERGE_OUT = "MERGE_OUT"
    FORFEIT = "FORFEIT"
    REVERT = "REVERT"
    SETTLE = "SETTLE"


@strawberry.enum(description="Who a shopper is by recency, frequency and money.")
class CrmRfmGroup(Enum):
    CHAMPIONS = "CHAMPIONS"
    LOYAL = "LOYAL"
    ACTIVE = "ACTIVE"
    PROMISING = "PROMISING"
    NEW = "NEW"
    NEEDS_ATTENTION = "NEEDS_ATTENTION"
    ALMOST_LOST = "ALMOST_LOST"
    AT_RISK = "AT_RISK"
    PREVIOUSLY_LOYAL = "PREVIOUSLY_LOYAL"
    DORMANT = "DORMANT"
    PROSPECTS = "PROSPECTS"


@strawberry.enum(description="How far a recomputation is.")
class CrmRfmRunStatus(Enum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


@strawberry.enum(description="Marketing needs consent; transactional answers what the shopper did.")
class CrmMessageClass(Enum):
    TRANSACTIONAL = "TRANSACTIONAL"
    MARKETING = "MARKETING"


@strawberry.enum(description="Where an e-mail is; nobody can say whether an unknown one arrived.")
class CrmMessageState(Enum):
    QUEUED = "QUEUED"
    CLAIMED = "CLAIMED"
    HANDED = "HANDED"
    SENT = "SENT"
    DELIVERED = strawberry.enum_value(
        "DELIVERED", description="The mail provider reported that it arrived."
    )
    COMPLAINED = strawberry.enum_value(
        "COMPLAINED", description="The mail provider reported that the shopper complained."
    )
    UNKNOWN = "UNKNOWN"
    SUPPRESSED = "SUPPRESSED"
    FAILED = "FAILED"
    BOUNCED = "BOUNCED"
    EXPIRED = "EXPIRED"


@strawberry.enum(
    description="Where a row of the inbox is; dead ones failed too often and wait for an operator."
)
class CrmInboxState(Enum):
    PENDING = "PENDING"
    CLAIMED = "CLAIMED"
    DONE = "DONE"
    DEAD = "DEAD"


@strawberry.enum(description="What a fact is about.")
class CrmFactKind(Enum):
    CUSTOMER = "CUSTOMER"
    ORDER = "ORDER"
    CHECKOUT = "CHECKOUT"


@strawberry.enum(description="What the rows of a file are about.")
class CrmImportKind(Enum):
    CUSTOMERS = "CUSTOMERS"
    ORDERS = "ORDERS"


@strawberry.enum(description="Where an import is; interrupted ones stopped without a word.")
class CrmImportState(Enum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    INTERRUPTED = "INTERRUPTED"
