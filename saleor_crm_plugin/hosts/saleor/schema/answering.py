"""Answers the contract's fields inside a request to Saleor's endpoint."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import graphene
from graphql import GraphQLError
from saleor.core.db.connection import allow_writer
from saleor.core.exceptions import PermissionDenied as SaleorPermissionDenied
from saleor.graphql.core.context import disallow_replica_in_context
from saleor.graphql.core.dataloaders import DataLoader

from saleor_crm_plugin.api.answers import answer
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.permissions import PermissionDenied
from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.hosts.saleor.actors import actor_names
from saleor_crm_plugin.hosts.saleor.schema.callers import context_caller
from saleor_crm_plugin.hosts.saleor.schema.inquiries import inquiry

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entity:
    """One of Saleor's objects, named by the id of its GraphQL."""

    id: str


class _Gatherer(DataLoader):
    """
    Gathers the keys of all objects that a list shows, before the first of them is looked into.

    Saleor drops its loaders after every document, and the inquiries with them. One for each context: the
    payloads of webhooks for several apps, each with its own permissions, may share their loaders.
    """

    inquiries: WeakKeyDictionary[Any, Inquiry] | None = None

    def batch_load(self, keys: Sequence[str]) -> list[str]:
        """Note the keys; what hangs on them is loaded together when the first is asked for."""
        expect = {
            "User": inquiry_of(self.context).batches.expect_customers,
            "Order": inquiry_of(self.context).batches.expect_order_references,
        }
        expect[self.context_key.removeprefix(_PREFIX)](keys)
        return list(keys)


_PREFIX = "saleor_crm_"


class _Users(_Gatherer):
    context_key = _PREFIX + "User"


class _Orders(_Gatherer):
    context_key = _PREFIX + "Order"


_GATHERERS: Mapping[str, type[_Gatherer]] = {"User": _Users, "Order": _Orders}


def inquiry_of(context: Any) -> Inquiry:
    """Return the one inquiry of a document and its caller."""
    holder = _Users(context)
    if holder.inquiries is None:
        holder.inquiries = WeakKeyDictionary()
    if context not in holder.inquiries:
        with allow_writer():
            holder.inquiries[context] = inquiry(context_caller(context), actor_names=actor_names)
    return holder.inquiries[context]


def resolver(owner: str, name: str) -> Callable[..., object]:
    """Return what answers a field of the contract's table; Saleor writes on it, so it is never shared."""
    if owner in _GATHERERS:
        return _entity_resolver(owner, name)

    def resolve(root: object, info: Any, **given: object) -> object:
        if owner == "Mutation":
            disallow_replica_in_context(info.context)
        return _answered((owner, name), info.context, root, given)

    return resolve


def _entity_resolver(owner: str, name: str) -> Callable[..., object]:
    def resolve(root: Any, info: Any) -> object:
        row = getattr(root, "node", root)  # orders come in a wrapper
        context = info.context

        def found(key: str) -> object:
            entity = Entity(graphene.Node.to_global_id(owner, key))
            return _answered((owner, name), context, entity, {})

        return _GATHERERS[owner](context).load(str(row.pk)).then(found)

    return resolve


def _answered(key: Key, context: Any, root: object, given: Mapping[str, object]) -> object:
    """
    Return the field's value; the one place where the CRM's tables are opened for Saleor's schema.

    :raises SaleorPermissionDenied: as Saleor's own fields do.
    :raises GraphQLError: what the caller can correct.
    """
    try:
        with allow_writer():
            return answer(key, inquiry_of(context), root, given)
    except PermissionDenied as error:
        raise SaleorPermissionDenied(str(error)) from None
    except CrmError as error:
        raise GraphQLError(str(error), extensions={"code": error.code}) from None
