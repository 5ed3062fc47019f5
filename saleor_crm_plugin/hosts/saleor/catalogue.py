"""Finds what Saleor sells in Saleor's own tables, whether it was ever ordered or not."""

from collections.abc import Collection as Names
from typing import Any

from django.conf import settings
from django.db.models import Case, Q, QuerySet, Value, When
from saleor.product.models import Category, Collection, Product

from saleor_crm_plugin.loyalty.rules.catalogue import CatalogueItem, CatalogueKind

_MODELS: dict[CatalogueKind, Any] = {
    CatalogueKind.PRODUCT: Product,
    CatalogueKind.CATEGORY: Category,
    CatalogueKind.COLLECTION: Collection,
}
_KEY_MAX = 2**31 - 1
_KEY_LENGTH = len(str(_KEY_MAX))


class SaleorCatalogue:
    """
    Implements `Catalogue`, each call in one query to the replica.

    Of categories or collections of the same name there is one: rules cannot tell them apart.
    """

    def search(self, kind: CatalogueKind, *, text: str, items_max: int) -> list[CatalogueItem]:
        """Return what is called like `text`, published or not; a product is found by its id, too."""
        wanted = Q(name__icontains=text)
        just_so = Q(name__iexact=text)
        if kind is CatalogueKind.PRODUCT and (keys := _keys([text])):
            wanted, just_so = wanted | Q(pk__in=keys), just_so | Q(pk__in=keys)
        rank = Case(
            When(just_so, then=Value(0)),
            When(name__istartswith=text, then=Value(1)),
            default=Value(2),
        )
        rows = _rows(kind).filter(wanted).annotate(rank=rank)
        if kind is CatalogueKind.PRODUCT:
            return _products(rows.order_by("rank", "name", "pk")[:items_max])
        distinct = rows.order_by("rank", "name").values("rank", "name").distinct()
        return [CatalogueItem(id=row["name"], name=row["name"]) for row in distinct[:items_max]]

    def named(self, kind: CatalogueKind, *, ids: Names[str]) -> list[CatalogueItem]:
        """Return those of `ids` that Saleor has."""
        rows = _rows(kind)
        if kind is CatalogueKind.PRODUCT:
            return _products(rows.filter(pk__in=_keys(ids)).order_by("pk"))
        names = rows.filter(name__in=ids).order_by("name").values_list("name", flat=True)
        return [CatalogueItem(id=name, name=name) for name in names.distinct()]


def _rows(kind: CatalogueKind) -> QuerySet[Any]:
    rows: QuerySet[Any] = _MODELS[kind].objects.using(settings.DATABASE_CONNECTION_REPLICA_NAME)
    return rows


def _products(rows: QuerySet[Any]) -> list[CatalogueItem]:
    return [CatalogueItem(id=str(pk), name=name) for pk, name in rows.values_list("pk", "name")]


def _keys(texts: Names[str]) -> list[int]:
    """Return the primary keys that `texts` can be."""
    digits = [text for text in texts if text.isascii() and text.isdecimal()]
    return [int(text) for text in digits if len(text) <= _KEY_LENGTH and int(text) <= _KEY_MAX]
