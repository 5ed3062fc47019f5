"""What rules can name of what a shop sells, and which of it a few letters mean; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class CatalogueKind(StrEnum):
    """What conditions of rules name: products by the host's ids, categories and collections by their names."""

    PRODUCT = "product"
    CATEGORY = "category"
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueItem:
    """One thing that a rule can name: `id` is what the rule keeps, `name` what people read."""

    id: str
    name: str


def items_found(
    items: Iterable[CatalogueItem], *, text: str, items_max: int
) -> list[CatalogueItem]:
    """
    Return at most `items_max` of `items` whose name holds `text`, in any case, or whose id is `text`.

    What is called just so comes first, then what begins so, then the rest, each by name. An empty `text` is in every name.
    """
    wanted = text.strip().casefold()
    ranked = [
        (rank, item.name.casefold(), item.id, item)
        for item in items
        if (rank := _rank(item, wanted)) is not None
    ]
    return [item for *_, item in sorted(ranked, key=lambda one: one[:3])[:items_max]]


def _rank(item: CatalogueItem, wanted: str) -> int | None:
    name = item.name.casefold()
    if wanted in (name, item.id.casefold()):
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if wanted in name else None
