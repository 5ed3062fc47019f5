"""Puts the contract's types and fields into Saleor's, which makes its schema of them later."""

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import graphene
from graphene.utils.subclass_with_meta import SubclassWithMeta
from saleor.graphql.account.types import User
from saleor.graphql.core.fields import BaseField
from saleor.graphql.core.scalars import DateTime, Decimal
from saleor.graphql.core.schema import CoreMutations, CoreQueries
from saleor.graphql.core.types.base import BaseEnum, BaseInputObjectType, BaseObjectType
from saleor.graphql.order.types import Order
from saleor.graphql.query_cost_map import COST_MAP

from saleor_crm_plugin.api.table import FIELDS
from saleor_crm_plugin.hosts.saleor.schema.answering import resolver
from saleor_crm_plugin.hosts.saleor.schema.kit import SCALARS, Kit
from saleor_crm_plugin.hosts.saleor.schema.sdl import Contract, contract_read, contract_text
from saleor_crm_plugin.hosts.saleor.schema.types import Types

Fields = Mapping[str, Mapping[str, Any]]

_CATEGORY = "CRM"
_KIT = Kit(
    resolver=resolver,
    scalars={**SCALARS, "DateTime": DateTime, "Decimal": Decimal},
    object_type=BaseObjectType,
    input_type=BaseInputObjectType,
    enum=BaseEnum,
    new_field=BaseField,
    new_root_field=partial(BaseField, doc_category=_CATEGORY),
    meta={"doc_category": _CATEGORY},
)
_ROOTS = {"Query": CoreQueries, "Mutation": CoreMutations}
_ENTITIES = {"User": User, "Order": Order}
_PAGE_SIZES = ("first", "last")


class NotExtensible(Exception):
    """This Saleor cannot take the contract's fields; the message says why."""


def fields_add() -> None:
    """
    Add the contract to what Saleor makes its schema of; nothing is changed before all of it is known to fit.

    :raises NotExtensible: it is too late, or a name is taken.
    """
    if "saleor.graphql.api" in sys.modules:
        raise NotExtensible("Saleor's schema was made before the CRM started")
    contract = contract_read(contract_text())
    require_free_types(set(contract.own()))
    types = Types(contract, _KIT)
    fields = {owner: types.fields(owner) for owner in (*_ROOTS, *_ENTITIES)}
    require_free_fields(fields)
    _try_alone(fields)
    costs = _costs(contract)
    for owner, root in _ROOTS.items():
        for name, field in fields[owner].items():
            setattr(root, name, field)
    for owner, entity in _ENTITIES.items():
        entity._meta.fields.update(fields[owner])  # noqa: SLF001 graphene keeps them nowhere else
    for owner, of_fields in costs.items():
        COST_MAP.setdefault(owner, {}).update(of_fields)


def require_free_types(names: set[str]) -> None:
    """
    Let pass only names that no type of Saleor or of another plugin has.

    :raises NotExtensible: some are taken.
    """
    if taken := names & set(_type_names(SubclassWithMeta)):
        raise NotExtensible(f"other types are called {', '.join(sorted(taken))}")


def require_free_fields(fields: Fields) -> None:
    """
    Let pass only fields that Saleor's types do not have yet.

    :raises NotExtensible: some are there.
    """
    declared: Fields = {
        **{owner: vars(root) for owner, root in _ROOTS.items()},
        **{owner: entity._meta.fields for owner, entity in _ENTITIES.items()},  # noqa: SLF001 see above
    }
    for owner, added in fields.items():
        if taken := set(added) & set(declared[owner]):
            raise NotExtensible(f"{owner} already has {', '.join(sorted(taken))}")


def _type_names(base: Any) -> Iterator[str]:
    for subclass in base.__subclasses__():
        if name := getattr(getattr(subclass, "_meta", None), "name", None):
            yield name
        yield from _type_names(subclass)


def _try_alone(fields: Fields) -> None:
    """Make a whole schema of our fields only: what graphene refuses must not come up in Saleor's."""
    entities = {
        f"{owner}_{name}": field for owner in _ENTITIES for name, field in fields[owner].items()
    }
    questions = {**fields["Query"], **entities}
    query = type("CrmTrialQuery", (graphene.ObjectType,), questions)
    mutation = type("CrmTrialMutation", (graphene.ObjectType,), dict(fields["Mutation"]))
    graphene.Schema(query=query, mutation=mutation)


def _costs(contract: Contract) -> dict[str, dict[str, Any]]:
    """Return what our answers cost: a page as much as its rows, everything else 1."""
    costs: dict[str, dict[str, Any]] = {}
    for owner, name in FIELDS:
        nodes = contract.definitions[owner].fields
        node = next(node for node in nodes if node.name.value == name)
        cost: dict[str, Any] = {"complexity": 1}
        if any(argument.name.value in _PAGE_SIZES for argument in node.arguments):
            cost["multipliers"] = list(_PAGE_SIZES)
        costs.setdefault(owner, {})[name] = cost
    return costs
