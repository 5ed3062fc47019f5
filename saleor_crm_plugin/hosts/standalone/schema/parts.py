"""GraphQL types without connections of their own: what profiles and orders are made of."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import shown
from saleor_crm_plugin.hosts.standalone.schema.enums import (
    CrmAddressKind,
    CrmConsentStatus,
    CrmErrorCode,
    CrmIdentifierKind,
)


@strawberry.type(description="An amount of money of one currency.")
class CrmMoney:
    """Own type: Saleor's `Money` has other fields in each version."""

    currency: str = shown("ISO 4217 code.")
    amount: float = shown("The amount in major units (EUR, not cents).")
    fraction_digits: int = shown("How many decimal digits the currency's minor unit has.")


@strawberry.type(description="Why nothing was written.")
class CrmError:
    field: str | None = shown("The argument at fault, if one is.")
    message: str = shown("What was asked and what was found, for developers.")
    code: CrmErrorCode = shown("What clients decide by; it never changes its meaning.")


@strawberry.type(description="A birthday, of which the year may be unknown.")
class CrmBirthday:
    year: int | None = shown("The year, if the shopper gave it.")
    month: int = shown("1 to 12.")
    day: int = shown("1 to 31.")
    is_lunar: bool = shown("Whether month and day are of the Chinese calendar.")


@strawberry.type(description="One name by which a shopper is recognized.")
class CrmIdentifier:
    kind: CrmIdentifierKind = shown("What kind of name it is.")
    source: str = shown("The host it is unique within; empty for addresses and phone numbers.")
    value: str = shown("The normalized name.")
    last_used_at: datetime = shown("The newest moment that a host used it at.")


@strawberry.type(description="A postal address, with the field names of Saleor's `Address`.")
class CrmAddress:
    kind: CrmAddressKind = shown("How the host uses it.")
    first_name: str = shown("Given name.")
    last_name: str = shown("Family name.")
    company_name: str = shown("Company.")
    street_address1: str = shown("First line of the street address.")
    street_address2: str = shown("Second line of the street address.")
    city: str = shown("City.")
    country_area: str = shown("State, province or region.")
    postal_code: str = shown("Postal code.")
    country_code: str = shown("ISO 3166-1 code of two letters.")
    phone: str = shown("Phone number.")


@strawberry.type(description="What holds now for one channel, or for one topic on it.")
class CrmConsent:
    channel: str = shown("Such as `email`.")
    topic: str | None = shown("Null for the whole channel.")
    status: CrmConsentStatus = shown("What the shopper said.")
    stated_at: datetime = shown("When the shopper said it.")


@strawberry.type(description="One statement about consent, kept for proof.")
class CrmConsentStatement:
    channel: str = shown("Such as `email`.")
    topic: str | None = shown("Null for the whole channel.")
    status: CrmConsentStatus = shown("What the shopper said.")
    source: str = shown("Where it was said, such as `storefront`, `staff` or `import`.")
    actor: str = shown("Who wrote it down, as a kind and an id.")
    was_applied: bool = shown("Whether it changed what holds.")
    stated_at: datetime = shown("When the shopper said it.")


@strawberry.type(description="What a shopper bought in one channel and currency.")
class CrmPurchaseTotals:
    channel: str = shown("Slug of the channel.")
    currency: str = shown("ISO 4217 code.")
    orders_count: int = shown("How many orders count.")
    revenue: CrmMoney = shown("What they brought, net of refunds.")
    refunded: CrmMoney = shown("What was paid back.")
    first_ordered_at: datetime = shown("When the first was placed.")
    last_ordered_at: datetime = shown("When the last was placed.")


@strawberry.type(description="One thing that was concluded about a shopper.")
class CrmTimelineEvent:
    id: strawberry.ID = shown("The event's id.")
    type: str = shown("What happened, in the past tense, such as `ORDER_PLACED`.")
    occurred_at: datetime = shown("When it happened.")
    recorded_at: datetime = shown("When it was written down.")
    details: str = shown("Ids, numbers and codes as a JSON object.")


@strawberry.type(description="One line of an order, after all discounts.")
class CrmOrderLine:
    name: str = shown("The product's name.")
    sku: str = shown("Stock keeping unit.")
    product_id: str = shown("The host's id of the product.")
    quantity: int = shown("How many were bought.")
    category: str = shown("The product's category.")
    collections: list[str] = shown("The collections that the product was in.")
    total_gross: CrmMoney = shown("What the shopper pays for it, with tax.")
    total_net: CrmMoney = shown("The same without tax.")
    is_gift_card: bool = shown("Whether it sells a gift card.")
