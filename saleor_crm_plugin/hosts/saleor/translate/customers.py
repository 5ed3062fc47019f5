"""A Saleor user as a customer snapshot."""

from typing import Any

from saleor_crm_plugin.facts import Address, CustomerSnapshot, Kind
from saleor_crm_plugin.hosts.saleor.names import reference


def customer_snapshot(user: Any) -> CustomerSnapshot:
    """
    Return what Saleor knows about `user`; needs both default addresses and `addresses` loaded.

    Saleor sets `is_confirmed` when the person followed a link in a mail, or when staff vouch for
    it; then, and only then, Saleor itself gives the person the guest orders with that address.
    """
    defaults = {user.default_billing_address_id, user.default_shipping_address_id}
    billing = address(user.default_billing_address)
    shipping = address(user.default_shipping_address)
    others = sorted(user.addresses.all(), key=lambda row: int(row.pk))
    return CustomerSnapshot(
        reference=reference(Kind.CUSTOMER, user.pk),
        version_at=user.updated_at,
        registered_at=user.date_joined,
        email=user.email,
        email_is_verified=user.is_confirmed,
        first_name=user.first_name,
        last_name=user.last_name,
        phone=next((known.phone for known in (billing, shipping) if known and known.phone), ""),
        external_id=user.external_reference or "",
        language_code=user.language_code,
        default_billing_address=billing,
        default_shipping_address=shipping,
        other_addresses=tuple(
            known for row in others if row.pk not in defaults and (known := address(row))
        ),
    )


def address(row: Any) -> Address | None:
    """Return a postal address; `row` may be None."""
    if row is None:
        return None
    return Address(
        first_name=row.first_name,
        last_name=row.last_name,
        company=row.company_name,
        street_1=row.street_address_1,
        street_2=row.street_address_2,
        city=row.city,
        region=row.country_area or row.city_area,
        postal_code=row.postal_code,
        country_code=str(row.country.code or ""),
        phone=str(row.phone or ""),
    )
