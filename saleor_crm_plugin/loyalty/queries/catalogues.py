"""The port through which staff find what the shop sells, and the answer of hosts that only told us orders."""

from collections.abc import Collection
from typing import Protocol

from django.db.models import Max, QuerySet
from django.utils.module_loading import import_string

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.loyalty.rules.catalogue import CatalogueItem, CatalogueKind, items_found
from saleor_crm_plugin.orders.models import OrderLine

LINES_MAX = 100_000


class Catalogue(Protocol):
    """What a host implements so that rules can be made by names instead of ids."""

    def search(self, kind: CatalogueKind, *, text: str, items_max: int) -> list[CatalogueItem]:
        """
        Return what is called like `text`, ordered as `items_found` says, at most `items_max`.

        An empty text finds everything.
        """

    def named(self, kind: CatalogueKind, *, ids: Collection[str]) -> list[CatalogueItem]:
        """Return those of `ids` that the host knows, with what they are called now, in no order."""


class SoldCatalogue:
    """
    What the newest 100,000 order lines sold: all that we know where the host has no catalogue for us.

    A product is called as the newest line calls it. Each call is two queries of bounded size.
    """

    def search(self, kind: CatalogueKind, *, text: str, items_max: int) -> list[CatalogueItem]:
        """Return what was sold and is called like `text`."""
        return items_found(_sold(kind), text=text, items_max=items_max)

    def named(self, kind: CatalogueKind, *, ids: Collection[str]) -> list[CatalogueItem]:
        """Return those of `ids` that were sold."""
        return [item for item in _sold(kind) if item.id in ids]


def catalogue() -> Catalogue:
    """Return the catalogue of this installation, by the setting `catalogue`."""
    path = current().catalogue
    found: Catalogue = import_string(path)() if path else SoldCatalogue()
    return found


def _sold(kind: CatalogueKind) -> list[CatalogueItem]:
    if kind is CatalogueKind.PRODUCT:
        named = _lines().exclude(product_id="").order_by().values("product_id")
        newest = named.annotate(newest=Max("pk")).values("newest")
        rows = OrderLine.objects.filter(pk__in=newest).values_list("product_id", "name")
        return [CatalogueItem(id=id_, name=name or id_) for id_, name in rows]
    if kind is CatalogueKind.CATEGORY:
        lines = _lines().exclude(category="").order_by()
        names = set(lines.values_list("category", flat=True).distinct())
    else:
        lines = _lines().exclude(collections=[]).order_by()
        groups = lines.values_list("collections", flat=True).distinct()
        names = {name for group in groups for name in group}
    return [CatalogueItem(id=name, name=name) for name in names]


def _lines() -> QuerySet[OrderLine]:
    last = OrderLine.objects.aggregate(last=Max("pk"))["last"] or 0
    return OrderLine.objects.filter(pk__gt=last - LINES_MAX)
