"""The attributes that Saleor's customers have from 3.23 on: which of them are the CRM's, and how they are made."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings

DROPDOWN = "dropdown"
NUMERIC = "numeric"
_OF_CUSTOMERS = "customer-type"


@dataclass(frozen=True, slots=True)
class Definition:
    """An attribute as it is made; `input_type` is Saleor's word for its kind."""

    slug: str
    name: str
    input_type: str


# By the key of the same value in the metadata, which is the attribute's external reference as well: the merchant may
# rename its slug and its name as he likes.
DEFINITIONS = {
    "crm.group": Definition("crm-group", "RFM group", DROPDOWN),
    "crm.tier": Definition("crm-tier", "Tier", DROPDOWN),
    "crm.points": Definition("crm-points", "Points", NUMERIC),
}


def attributes_exist() -> bool:
    """Return whether customers of this Saleor can have attributes."""
    try:
        apps.get_model("attribute", "AssignedUserAttributeValue")
    except LookupError:
        return False
    return True


def attributes_usable() -> dict[str, int]:
    """Return the keys of the CRM's attributes by key; what was deleted or is of another kind is left out."""
    if not attributes_exist():
        return {}
    return {row.external_reference: row.pk for row in _rows() if _problem_of(row) is None}


def attribute_problems() -> list[str]:
    """Return why values cannot be written, or are written and cannot be seen."""
    if not attributes_exist():
        return ["this Saleor has no customer attributes, 3.23 and later have: none is written"]
    rows = {row.external_reference: row for row in _rows()}
    missing = [
        f"no attribute has the external reference {key}: switch the field off and on to make it"
        for key in DEFINITIONS
        if key not in rows
    ]
    of_others = [problem for row in rows.values() if (problem := _problem_of(row))]
    hidden = [
        f"the attribute {row.slug} is assigned to no customer type, so that nobody sees it"
        for row in rows.values()
        if _problem_of(row) is None and not row.customer_types.exists()
    ]
    return missing + of_others + hidden


def slugs_taken() -> list[str]:
    """Return the slugs that attributes of the merchant have and that ours would have."""
    if not attributes_exist():
        return []
    slugs = [DEFINITIONS[key].slug for key in _missing()]
    taken = _attributes().filter(slug__in=slugs).order_by("slug")
    return list(taken.values_list("slug", flat=True))


def attributes_ensure(*, is_visible: bool) -> None:
    """
    Make the attributes that are missing and assign them to every customer type; those that exist stay as they are.

    Whether storefronts may show them is `is_visible`, and the merchant's decision afterwards. Apps hear of them.
    """
    if not attributes_exist():
        return
    from saleor.core.utils.events import call_event
    from saleor.plugins.manager import get_plugins_manager

    manager = get_plugins_manager(allow_replica=False)
    types = list(apps.get_model("account", "CustomerType").objects.order_by("pk"))
    made = [_made(key, is_visible=is_visible) for key in _missing()]
    for attribute in made:
        attribute.customer_types.add(*types)
        call_event(manager.attribute_created, attribute)
    for customer_type in types if made else []:
        call_event(manager.customer_type_updated, customer_type)


def _missing() -> list[str]:
    there = {row.external_reference for row in _rows()}
    return [key for key in DEFINITIONS if key not in there]


def _made(key: str, *, is_visible: bool) -> Any:
    definition = DEFINITIONS[key]
    return apps.get_model("attribute", "Attribute").objects.create(
        slug=definition.slug,
        name=definition.name,
        type=_OF_CUSTOMERS,
        input_type=definition.input_type,
        external_reference=key,
        visible_in_storefront=is_visible,
        filterable_in_dashboard=True,
    )


def _problem_of(row: Any) -> str | None:
    wanted = DEFINITIONS[row.external_reference]
    if (row.type, row.input_type) == (_OF_CUSTOMERS, wanted.input_type):
        return None
    words = f"the attribute {row.slug} is {row.input_type} of {row.type}"
    return f"{words}, not {wanted.input_type}: it is left alone"


def _rows() -> Iterator[Any]:
    return iter(_attributes().filter(external_reference__in=DEFINITIONS).order_by("pk"))


def _attributes() -> Any:
    rows: Any = apps.get_model("attribute", "Attribute").objects
    return rows.using(settings.DATABASE_CONNECTION_DEFAULT_NAME)
