"""Products, categories and collections for earning rules, out of Saleor's own tables."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from graphql_side import ask, refused
from saleor.product.models import Category, Collection, Product

from saleor_crm_plugin.hosts.saleor.catalogue import SaleorCatalogue
from saleor_crm_plugin.loyalty.queries.catalogues import catalogue
from saleor_crm_plugin.loyalty.rules.catalogue import CatalogueKind

pytestmark = pytest.mark.saleor


@pytest.fixture
def shelf(product_type, plugin):
    """Three products that nobody bought, and two categories of one name."""
    Product.objects.all().delete()
    Category.objects.all().delete()
    Collection.objects.all().delete()
    tea = Category.objects.create(name="Tea", slug="tea")
    Category.objects.create(name="Tea", slug="tea-2", parent=tea)
    Category.objects.create(name="Зелёный чай", slug="green")
    Collection.objects.create(name="Gifts", slug="gifts")
    for name in ("Green tea", "Tea pot", "TEA"):
        Product.objects.create(
            name=name, slug=name.lower().replace(" ", "-"), product_type=product_type, category=tea
        )


def names(client, kind, **values):
    return [one["name"] for one in ask(client, "CrmCatalogue", kind=kind, **values)["crmCatalogue"]]


def test_what_was_never_sold_is_found_by_a_part_of_its_name(shop, shelf):
    assert names(shop.staff, "PRODUCT", search="tea") == ["TEA", "Tea pot", "Green tea"]
    assert names(shop.staff, "PRODUCT", search="tea", first=1) == ["TEA"]
    assert names(shop.staff, "CATEGORY", search="ЗЕЛЁ") == ["Зелёный чай"]
    assert names(shop.staff, "CATEGORY") == ["Tea", "Зелёный чай"]
    assert names(shop.staff, "COLLECTION", search="gift") == ["Gifts"]
    assert names(shop.staff, "PRODUCT", search="100%") == []


def test_a_product_is_found_and_named_by_its_id(shop, shelf):
    pot = Product.objects.get(name="Tea pot")
    ids = [str(pot.pk), "0", "no number", "9" * 30]

    assert names(shop.staff, "PRODUCT", search=str(pot.pk)) == ["Tea pot"]
    found = ask(shop.staff, "CrmCatalogue", kind="PRODUCT", ids=ids)["crmCatalogue"]
    assert found == [{"id": str(pot.pk), "name": "Tea pot"}]
    assert names(shop.staff, "CATEGORY", ids=["Tea", "tea"]) == ["Tea"]


@pytest.mark.parametrize("kind", list(CatalogueKind))
def test_each_question_is_one_query(shelf, kind):
    assert isinstance(catalogue(), SaleorCatalogue)
    found = SaleorCatalogue()

    with CaptureQueriesContext(connections["default"]) as seen:
        found.search(kind, text="tea", items_max=50)
        found.named(kind, ids={"1", "Tea"})

    assert len(seen) == 2


def test_a_shopper_does_not_see_the_catalogue(user_api_client, plugin):
    assert refused(user_api_client, "CrmCatalogue", kind="PRODUCT") == {"PermissionDenied"}
