"""What a host builds the contract's graphene types of: its base classes, scalars and fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import graphene

Resolver = Callable[..., object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """
    The classes that the contract's types inherit from, `scalars` by their GraphQL names, and what answers.

    `new_field` takes what `graphene.Field` takes. `resolver` gives a function of its own for each (type, field)
    of the contract's table. `meta` stands in the `Meta` of every type.
    """

    resolver: Callable[[str, str], Resolver]
    scalars: Mapping[str, Any]
    object_type: Any = graphene.ObjectType
    input_type: Any = graphene.InputObjectType
    enum: Any = graphene.Enum
    new_field: Callable[..., Any] = graphene.Field
    new_root_field: Callable[..., Any] = graphene.Field
    meta: Mapping[str, str] = field(default_factory=dict)


SCALARS: Mapping[str, Any] = {
    "ID": graphene.ID,
    "String": graphene.String,
    "Int": graphene.Int,
    "Float": graphene.Float,
    "Boolean": graphene.Boolean,
    "DateTime": graphene.DateTime,
    "Decimal": graphene.Decimal,
    "PageInfo": graphene.relay.PageInfo,
}
