"""What a cart would earn, as GraphQL types."""

from decimal import Decimal

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import given, shown


@strawberry.type(description="What one rule would give.")
class CrmQuotedRule:
    rule: str = shown("The rule's slug.")
    points: int = shown("How many points.")


@strawberry.type(description="What a cart would earn if it were paid now.")
class CrmEarnQuote:
    points: int = shown("All of it.")
    base: int = shown("What the program's rate gives.")
    rules: list[CrmQuotedRule] = shown("What rules add.")


@strawberry.input(description="One line of a cart, after discounts, in major units.")
class CrmEarnQuoteLineInput:
    total_gross: Decimal = shown("With tax.")
    total_net: Decimal | None = given("Without tax; the same unless given.")
    undiscounted_gross: Decimal | None = given(
        "With tax, before discounts; the same as after them unless given."
    )
    undiscounted_net: Decimal | None = given(
        "Without tax, before discounts; the same unless given."
    )
    quantity: int | None = given("How many; 1 unless given.")
    product_id: str | None = given("The host's id of the product.")
    category: str | None = given("Name of the category.")
    collections: list[str] | None = given("Names of the collections that the product is in.")
    is_gift_card: bool | None = given("Whether it sells a gift card, which earns nothing.")
