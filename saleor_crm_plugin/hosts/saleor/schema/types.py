"""Makes the graphene classes of the contract."""

import keyword
from collections.abc import Callable
from functools import partial
from typing import Any

import graphene
from graphene.utils.str_converters import to_snake_case

from saleor_crm_plugin.api.table import FIELDS
from saleor_crm_plugin.hosts.saleor.schema.kit import Kit
from saleor_crm_plugin.hosts.saleor.schema.sdl import Contract

_ROOTS = {"Query", "Mutation"}


class Types:
    """
    The contract's types as graphene classes, made with a host's `kit`.

    :raises LookupError: the contract names a type that nobody has.
    """

    def __init__(self, contract: Contract, kit: Kit) -> None:
        self._contract = contract
        self._kit = kit
        self._known: dict[str, Any] = dict(kit.scalars)
        self._names = {*kit.scalars, *contract.own()}
        make = {
            "ObjectTypeDefinition": self._object,
            "InputObjectTypeDefinition": self._input,
            "EnumTypeDefinition": self._enum,
        }
        for name, node in contract.own().items():
            self._known[name] = make[type(node).__name__](name, node)

    def fields(self, owner: str) -> dict[str, Any]:
        """Return the contract's answered fields of a type that is not ours, by snake_case name."""
        return {
            to_snake_case(node.name.value): self._field(owner, node)
            for node in self._contract.definitions[owner].fields
            if (owner, node.name.value) in FIELDS
        }

    def _object(self, name: str, node: Any) -> Any:
        fields = {to_snake_case(part.name.value): self._field(name, part) for part in node.fields}
        return type(name, (self._kit.object_type,), {**fields, "Meta": self._meta(name, node)})

    def _input(self, name: str, node: Any) -> Any:
        fields = {
            to_snake_case(part.name.value): graphene.InputField(
                self._reference(part.type),
                name=part.name.value,
                description=self._contract.description(part),
            )
            for part in node.fields
        }
        return type(name, (self._kit.input_type,), {**fields, "Meta": self._meta(name, node)})

    def _enum(self, name: str, node: Any) -> Any:
        """Values equal their names, which is how the contract speaks of them."""
        of_values = {part.name.value: self._contract.description(part) for part in node.values}
        of_type = self._contract.description(node)
        meta = self._meta(name, node)
        meta.description = lambda value: of_type if value is None else of_values[value.name]
        return type(
            name, (self._kit.enum,), {**{value: value for value in of_values}, "Meta": meta}
        )

    def _meta(self, name: str, node: Any) -> Any:
        described = {"name": name, "description": self._contract.description(node)}
        return type("Meta", (), {**described, **self._kit.meta})

    def _field(self, owner: str, node: Any) -> Any:
        name = node.name.value
        make = self._kit.new_root_field if owner in _ROOTS else self._kit.new_field
        is_answered = (owner, name) in FIELDS
        arguments = {
            to_snake_case(part.name.value): graphene.Argument(
                self._reference(part.type),
                name=part.name.value,
                description=self._contract.description(part),
            )
            for part in node.arguments
        }
        return make(
            self._reference(node.type),
            args=arguments,
            name=name,
            description=self._contract.description(node),
            resolver=self._kit.resolver(owner, name) if is_answered else _shown(name),
        )

    def _reference(self, node: Any) -> Any:
        """Return a type or what finds it later, because types name each other in circles."""
        wrapper = type(node).__name__
        if wrapper == "NonNullType":
            return graphene.NonNull(self._reference(node.type))
        if wrapper == "ListType":
            return graphene.List(self._reference(node.type))
        if node.name.value not in self._names:
            raise LookupError(f"there is no GraphQL type {node.name.value}")
        return partial(self._known.__getitem__, node.name.value)


def _shown(name: str) -> Callable[..., object]:
    attribute = to_snake_case(name)
    if keyword.iskeyword(attribute):
        attribute += "_"
    return lambda root, _info: getattr(root, attribute)
