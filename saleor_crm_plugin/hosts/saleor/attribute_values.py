"""Reads and writes the values of the CRM's attributes at Saleor's customers, and touches no other attribute or hook."""

from collections.abc import Collection, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings

from saleor_crm_plugin.hosts.saleor.customer_attributes import DEFINITIONS, NUMERIC
from saleor_crm_plugin.hosts.saleor.metadata import Values

_NONE_THAT_IS_WANTED = ""


def values_found(
    customer_keys: Collection[str], attributes: Mapping[str, int]
) -> dict[str, Values]:
    """
    Return what stands at each customer in `attributes`, from the writer, in one query.

    A number that does not show what it is, and a second value of one attribute, equal nothing that is wanted.
    """
    found: dict[str, Values] = {key: {} for key in customer_keys}
    if not attributes:
        return found
    key_of = {pk: key for key, pk in attributes.items()}
    rows = _assigned(customer_keys, attributes.values()).values_list(
        "user_id", "value__attribute_id", "value__slug", "value__name", "value__numeric"
    )
    for user_id, attribute_id, slug, name, numeric in rows:
        key = key_of[attribute_id]
        told = _number(name, numeric) if DEFINITIONS[key].input_type == NUMERIC else slug
        of_customer = found[str(user_id)]
        of_customer[key] = _NONE_THAT_IS_WANTED if key in of_customer else told
    return found


def values_write(
    *,
    wanted: Mapping[str, Values],
    found: Mapping[str, Values],
    attributes: Mapping[str, int],
    tier_names: Mapping[str, str],
) -> None:
    """
    Make the values of each customer in `attributes` those of `wanted`, in as many queries for many as for one.

    `tier_names` says how a tier is called that was no choice before. No hook and no webhook is called.
    """
    for key, attribute_id in attributes.items():
        changed = {
            customer: values.get(key)
            for customer, values in wanted.items()
            if found[customer].get(key) != values.get(key)
        }
        if not changed:
            continue
        present = {customer: value for customer, value in changed.items() if value is not None}
        if DEFINITIONS[key].input_type == NUMERIC:
            value_ids = _numbers(attribute_id, changed, present)
        else:
            value_ids = _choices(attribute_id, changed, present, tier_names)
        _table("AssignedUserAttributeValue").objects.bulk_create(
            [
                _table("AssignedUserAttributeValue")(user_id=int(customer), value_id=value_id)
                for customer, value_id in value_ids.items()
            ],
            ignore_conflicts=True,
        )


def _numbers(
    attribute_id: int, changed: Mapping[str, str | None], present: Mapping[str, str]
) -> dict[str, int]:
    """Write the number that belongs to each customer alone; one that is no longer wanted goes."""
    table = _table("AttributeValue")
    fresh = [
        table(
            attribute_id=attribute_id,
            slug=_slug_of_number(customer, attribute_id),
            name=points,
            numeric=float(points),  # Saleor's column; whole numbers below 2**53 are exact
        )
        for customer, points in sorted(present.items())
    ]
    stale = table.objects.filter(
        attribute_id=attribute_id, uservalueassignment__user_id__in=_ids(changed)
    )
    stale.exclude(slug__in=[value.slug for value in fresh]).delete()
    table.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["slug", "attribute"],
        update_fields=["name", "numeric"],
    )
    return dict(zip(sorted(present), (value.pk for value in fresh), strict=True))


def _choices(
    attribute_id: int,
    changed: Mapping[str, str | None],
    present: Mapping[str, str],
    tier_names: Mapping[str, str],
) -> dict[str, int]:
    """Take the customers' old choices off, and return the new ones; a choice that is not there is made."""
    _assigned(changed, [attribute_id]).delete()
    slugs = sorted(set(present.values()))
    table = _table("AttributeValue")
    there = table.objects.filter(attribute_id=attribute_id, slug__in=slugs)
    missing = set(slugs) - set(there.values_list("slug", flat=True))
    table.objects.bulk_create(
        [
            table(attribute_id=attribute_id, slug=slug, name=_name_of(slug, tier_names))
            for slug in sorted(missing)
        ],
        ignore_conflicts=True,
    )
    id_of = dict(there.values_list("slug", "pk"))
    return {customer: id_of[slug] for customer, slug in present.items()}


def _name_of(slug: str, tier_names: Mapping[str, str]) -> str:
    return tier_names.get(slug) or slug.replace("_", " ").capitalize()


def _slug_of_number(customer: str, attribute_id: int) -> str:
    """Return the slug that Saleor itself gives the number of a customer, so that there is one row for both."""
    return f"user-{customer}_{attribute_id}"


def _number(name: str, numeric: float | None) -> str:
    return name if numeric is not None and name == f"{numeric:.0f}" else _NONE_THAT_IS_WANTED


def _ids(customer_keys: Collection[str]) -> list[int]:
    return [int(key) for key in customer_keys]


def _assigned(customer_keys: Collection[str], attribute_ids: Collection[int]) -> Any:
    rows: Any = _table("AssignedUserAttributeValue").objects
    return (
        rows.using(settings.DATABASE_CONNECTION_DEFAULT_NAME)
        .filter(user_id__in=_ids(customer_keys), value__attribute_id__in=list(attribute_ids))
        .order_by("pk")
    )


def _table(name: str) -> Any:
    return apps.get_model("attribute", name)
