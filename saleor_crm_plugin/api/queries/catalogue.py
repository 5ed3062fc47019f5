"""The question for what the shop sells, so that rules can be made by names."""

from dataclasses import dataclass

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.loyalty.queries.catalogues import catalogue
from saleor_crm_plugin.loyalty.rules.catalogue import CatalogueItem, CatalogueKind

_FIRST = 20
_FIRST_MAX = 50
_IDS_MAX = 100
_TEXT_LENGTH_MAX = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueArguments:
    """What is looked for: by a part of its name, or by ids."""

    kind: str
    search: str | None = None
    ids: tuple[str, ...] | None = None
    first: int | None = None


def catalogue_items(_inquiry: Inquiry, arguments: CatalogueArguments) -> tuple[CatalogueItem, ...]:
    """
    Return what the shop sells that is called so, or what of `ids` is known, in their order.

    :raises Invalid: a search and ids at once, or too many of either.
    """
    kind = CatalogueKind[arguments.kind]
    if arguments.ids is not None:
        if arguments.search is not None:
            raise Invalid("either a search or ids are given", field="ids")
        return _named(kind, arguments.ids)
    first = _FIRST if arguments.first is None else arguments.first
    if not 1 <= first <= _FIRST_MAX:
        raise Invalid(f"`first` must be from 1 to {_FIRST_MAX}, got {first}", field="first")
    text = (arguments.search or "").strip()
    if len(text) > _TEXT_LENGTH_MAX:
        raise Invalid(f"a search has at most {_TEXT_LENGTH_MAX} characters", field="search")
    return tuple(catalogue().search(kind, text=text, items_max=first))


def _named(kind: CatalogueKind, ids: tuple[str, ...]) -> tuple[CatalogueItem, ...]:
    if len(ids) > _IDS_MAX:
        raise Invalid(f"at most {_IDS_MAX} ids at once, got {len(ids)}", field="ids")
    known = {item.id: item for item in catalogue().named(kind, ids=set(ids))}
    return tuple(known[one] for one in dict.fromkeys(ids) if one in known)
