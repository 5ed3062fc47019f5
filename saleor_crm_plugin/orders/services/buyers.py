"""Says who placed an order or filled a cart, in the words of profiles."""

from saleor_crm_plugin.facts import CheckoutSnapshot, OrderSnapshot, Reference
from saleor_crm_plugin.orders.rules.amounts import order_is_proof
from saleor_crm_plugin.profiles.rules.basics import (
    Description,
    description_values,
    order_rank,
    place_values,
)
from saleor_crm_plugin.profiles.rules.identity import (
    Claim,
    IdentifierKey,
    KeyKind,
    email_keys,
    email_normalized,
    phone_normalized,
)


def order_claim(order: OrderSnapshot) -> Claim:
    """
    Return who the order says its buyer is.

    The account counts, if the order has one. A guest's address is proven by payment only: otherwise
    anyone could attach an order to somebody else by typing his address.
    """
    keys = _account_keys(order.customer)
    if order.customer_external_id:
        host = order.reference.host
        keys += (IdentifierKey(KeyKind.EXTERNAL, host, order.customer_external_id),)
    if not keys and order_is_proof(order):
        keys = email_keys(order.email, is_proven=True)
    return Claim(
        claimed_by=str(order.reference),
        as_of=order.placed_at,
        proven=keys,
        typed_email="" if keys else _typed(order.email),
    )


def order_description(order: OrderSnapshot) -> Description:
    """Return what the order says about its buyer; an account's address is the account's to tell."""
    address = order.shipping_address or order.billing_address
    country = address.country_code.upper() if address else ""
    values = description_values(
        email=order.email,
        first_name=order.first_name or (address.first_name if address else ""),
        last_name=order.last_name or (address.last_name if address else ""),
        phone=phone_normalized(order.phone, country) or order.phone,
        language_code=order.language_code,
    )
    return Description(
        rank=order_rank(order.placed_at, str(order.reference)),
        is_complete=False,
        values=values | place_values(address),
    )


def checkout_claim(checkout: CheckoutSnapshot) -> Claim:
    """Return who the cart says fills it; an address in a cart is never proven."""
    keys = _account_keys(checkout.customer)
    return Claim(
        claimed_by=str(checkout.reference),
        as_of=checkout.created_at,
        proven=keys,
        typed_email="" if keys else _typed(checkout.email),
    )


def checkout_description(checkout: CheckoutSnapshot) -> Description:
    """Return what the cart says about who fills it."""
    values = description_values(
        email=checkout.email, first_name="", last_name="", phone="", language_code=""
    )
    return Description(
        rank=order_rank(checkout.created_at, str(checkout.reference)),
        is_complete=False,
        values=values,
    )


def _account_keys(customer: Reference | None) -> tuple[IdentifierKey, ...]:
    if customer is None:
        return ()
    return (IdentifierKey(KeyKind.HOST_USER, customer.host, customer.id),)


def _typed(email: str) -> str:
    return email_normalized(email) if email else ""
