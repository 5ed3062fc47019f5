"""A shop of three shoppers, told as facts, for the tests of the API."""

from datetime import timedelta

from saleor_crm_plugin.facts import Kind, Reference
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.profiles.models import Profile
from tests.factories import HOST, NOON, make_customer, make_order


def buyer(id: str, email: str) -> dict:
    return {"customer": Reference(HOST, Kind.CUSTOMER, id), "email": email}


def tell(*facts, is_live=False) -> None:
    facts_accept(facts=facts, is_live=is_live, at=NOON)
    inbox_drain(source=None, at=NOON, limit_rows=1000)


def make_shop() -> None:
    """Ada spent 300 EUR in two orders, Bo 50 EUR and 90 USD, Cy has an account and the tag VIP."""
    bo = buyer("2", "bo@example.com")
    tell(
        make_customer("1", email="ada@example.com", first_name="Ada", last_name="Lovelace"),
        make_customer(
            "2", email="bo@example.com", first_name="Bo", last_name="Ek", email_is_verified=True
        ),
        make_customer(
            "3",
            email="cy@example.com",
            first_name="Cy",
            last_name="Young",
            tags=("VIP",),
            registered_at=NOON - timedelta(days=30),
        ),
        make_order("1", total="100", email="ada@example.com"),
        make_order("2", total="200", email="ada@example.com", placed_at=NOON + timedelta(days=2)),
        make_order("3", total="50", placed_at=NOON + timedelta(days=1), **bo),
        make_order("4", total="90", currency="USD", **bo),
    )


def shopper(first_name: str) -> Profile:
    """Return the profile of one of them."""
    return Profile.objects.get(first_name=first_name)
