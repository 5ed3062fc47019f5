"""What the shop sells, over GraphQL, where the host has told us nothing but orders."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.loyalty.queries import catalogues
from tests.factories import NOON, make_line, make_order
from tests.hosts.graphql_client import ask, document, refused, staff_token

pytestmark = pytest.mark.django_db


def bought(number: int, *lines) -> None:
    order = make_order(str(number), lines=lines, placed_at=NOON + timedelta(days=number))
    facts_accept(facts=[order], is_live=True, at=NOON)
    inbox_drain(source=None, at=NOON, limit_rows=10)


@pytest.fixture
def sold():
    bought(
        1,
        make_line("1", product_id="7", name="Sencha 50 g", category="Зелёный чай"),
        make_line("2", product_id="8", name="Tea pot", category="Pots", collections=("Gifts",)),
        make_line("3", name="An old line without a product"),
    )
    bought(
        2,
        make_line("1", product_id="7", name="Sencha 100 g", category="Зелёный чай"),
        make_line("2", product_id="9", name="Tea, loose", collections=("Gifts", "Spring")),
    )


def names(kind: str, **values) -> list[tuple[str, str]]:
    found = ask("CrmCatalogue", staff_token("MANAGE_DISCOUNTS"), kind=kind, **values)
    return [(one["id"], one["name"]) for one in found]


def test_products_are_found_by_a_part_of_the_name_they_were_last_sold_by(sold):
    assert names("PRODUCT", search="tea") == [("8", "Tea pot"), ("9", "Tea, loose")]
    assert names("PRODUCT", search="50 g") == []
    assert names("PRODUCT") == [("7", "Sencha 100 g"), ("8", "Tea pot"), ("9", "Tea, loose")]
    assert names("PRODUCT", first=1) == [("7", "Sencha 100 g")]
    assert names("PRODUCT", search="9") == [("9", "Tea, loose")]


def test_categories_and_collections_are_found_once_each_by_their_names_in_any_case(sold):
    assert names("CATEGORY", search="ЗЕЛЁНЫЙ") == [("Зелёный чай", "Зелёный чай")]
    assert names("CATEGORY") == [("Pots", "Pots"), ("Зелёный чай", "Зелёный чай")]
    assert names("COLLECTION", search="IF") == [("Gifts", "Gifts")]
    assert names("COLLECTION") == [("Gifts", "Gifts"), ("Spring", "Spring")]


def test_ids_are_named_in_their_order_and_unknown_ones_are_left_out(sold):
    assert names("PRODUCT", ids=["9", "77", "7", "9"]) == [
        ("9", "Tea, loose"),
        ("7", "Sencha 100 g"),
    ]
    assert names("COLLECTION", ids=["Spring", "gifts"]) == [("Spring", "Spring")]
    assert names("PRODUCT", ids=[]) == []


def test_only_the_newest_lines_are_looked_at(sold, monkeypatch):
    monkeypatch.setattr(catalogues, "LINES_MAX", 2)

    assert names("PRODUCT") == [("7", "Sencha 100 g"), ("9", "Tea, loose")]
    assert names("CATEGORY") == [("Зелёный чай", "Зелёный чай")]


def test_the_cost_does_not_grow_with_what_was_sold(sold, django_assert_num_queries):
    with django_assert_num_queries(2):
        catalogues.catalogue().search(catalogues.CatalogueKind.PRODUCT, text="", items_max=50)


def wrong():
    return {
        "none": {"first": 0},
        "too_many": {"first": 51},
        "too_long": {"search": "x" * 251},
        "two_questions": {"search": "tea", "ids": ["7"]},
        "too_many_ids": {"ids": ["7"] * 101},
    }


@pytest.mark.parametrize("_case", wrong())
def test_what_cannot_be_asked_is_refused(_case):
    errors = refused(document("CrmCatalogue"), staff_token(), kind="PRODUCT", **wrong()[_case])

    assert errors == ["Invalid"]


def test_shoppers_and_strangers_do_not_see_the_catalogue():
    wanted = {"kind": "PRODUCT"}

    assert refused(document("CrmCatalogue"), "", **wanted) == ["PermissionDenied"]
    assert refused(document("CrmCatalogue"), staff_token("MANAGE_ORDERS"), **wanted) == [
        "PermissionDenied"
    ]
