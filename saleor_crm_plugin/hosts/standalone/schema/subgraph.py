"""The schema itself: a Federation 2 subgraph with limits."""

from collections.abc import Mapping
from typing import Any

import strawberry
from graphql import (
    DefinitionNode,
    DocumentNode,
    GraphQLError,
    ObjectTypeDefinitionNode,
    parse,
    print_ast,
)
from strawberry.federation.schema import FederationAny
from strawberry.types import Info
from strawberry.types.execution import ExecutionContext

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.hosts.standalone.schema.limits import Limits
from saleor_crm_plugin.hosts.standalone.schema.mutations import Mutation
from saleor_crm_plugin.hosts.standalone.schema.roots import Order, Query, User

ENTITIES_MAX = 100
_ENTITIES: dict[str, type[User] | type[Order]] = {"User": User, "Order": Order}
_MACHINERY = {"_Any", "_Entity", "_Service", "_entities", "_service"}


class Subgraph(strawberry.federation.Schema):
    """The CRM's subgraph; errors are left to the view, which knows what may be told."""

    def entities_resolver(
        self, info: Info[Inquiry, Any], representations: list[FederationAny]
    ) -> list[FederationAny]:
        """
        Return what stands for the entities of a gateway; nothing is read yet.

        :raises GraphQLError: more than 100 of them, or one without a known type and an id.
        """
        if len(representations) > ENTITIES_MAX:
            raise GraphQLError(
                f"at most {ENTITIES_MAX} entities are answered at a time, got {len(representations)}"
            )
        return [_entity(info, representation) for representation in representations]

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing here: messages of unforeseen errors may hold personal data."""


def _entity(info: Info[Inquiry, Any], representation: object) -> Any:
    given = representation if isinstance(representation, Mapping) else {}
    entity = _ENTITIES.get(str(given.get("__typename")))
    key = given.get("id")
    if entity is None or not isinstance(key, str | int):
        raise GraphQLError("an entity here is a User or an Order with its id")
    return entity.resolve_reference(info, strawberry.ID(str(key)))


schema = Subgraph(
    query=Query,
    mutation=Mutation,
    types=[User, Order],
    extensions=[Limits],
    federation_version="2.3",
)


def sdl() -> str:
    """Return the contract as text: the schema without the machinery that every subgraph has."""
    document = parse(schema.as_str())
    kept = [
        _without_machinery(node) for node in document.definitions if _name(node) not in _MACHINERY
    ]
    return print_ast(DocumentNode(definitions=tuple(kept))) + "\n"


def _name(node: Any) -> str | None:
    name = getattr(node, "name", None)
    return None if name is None else str(name.value)


def _without_machinery(node: DefinitionNode) -> DefinitionNode:
    if not isinstance(node, ObjectTypeDefinitionNode) or _name(node) != "Query":
        return node
    return ObjectTypeDefinitionNode(
        name=node.name,
        description=node.description,
        interfaces=node.interfaces,
        directives=node.directives,
        fields=tuple(field for field in node.fields or () if _name(field) not in _MACHINERY),
    )


def is_same_contract(first: str, second: str) -> bool:
    """Return whether two texts declare the same, however they are laid out."""
    return print_ast(parse(first)) == print_ast(parse(second))
