"""How deep a query may nest and how many objects it may ask for, weighed before anything is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# A node of a parsed document: the libraries of our hosts name their classes and attributes alike.
Node = Any

TOKENS_MAX = 3_000
INTROSPECTION_LISTS_MAX = 2
# These only wrap the rows of a page; counting them would charge every row twice.
_WRAPPERS = {"edges", "pageInfo"}
_INTROSPECTION = {"__schema", "__type"}
_TYPE_LISTS = {"fields", "interfaces", "possibleTypes", "inputFields"}
_PAGE_SIZES = ("first", "last")
# Python refuses to read numbers of thousands of digits; longer ones than these are no page size anyway.
_DIGITS_MAX = 9
_HUGE = 10**_DIGITS_MAX


@dataclass(frozen=True, slots=True)
class Weight:
    """
    What one selection costs: its nesting, and the objects it can bring.

    `lists` counts nested fields that are lists of types where introspection asks for them, `introspection`
    is the most of them below one of its questions.
    """

    depth: int = 0
    cost: int = 0
    lists: int = 0
    introspection: int = 0

    def beside(self, other: "Weight") -> "Weight":
        """Return the weight of both selections together."""
        return Weight(
            max(self.depth, other.depth),
            self.cost + other.cost,
            max(self.lists, other.lists),
            max(self.introspection, other.introspection),
        )


@dataclass(slots=True)
class Scale:
    """
    Weighs one operation of a document; every fragment is weighed once, however often it is spread.

    `first`, `last` and the number of entities multiply what stands below them. Introspection costs nothing
    and has a limit of its own.
    """

    document: Node
    operation: Node
    variables: Mapping[str, Any]
    _fragments: dict[str, Weight] = field(default_factory=dict)

    def weigh(self) -> Weight:
        """Return the weight of the operation; its document need not be valid."""
        return self._selections(self.operation.selection_set)

    def _selections(self, selections: Node | None) -> Weight:
        total = Weight()
        for selection in selections.selections if selections else ():
            if _kind(selection) == "Field":
                total = total.beside(self._field(selection))
            elif _kind(selection) == "FragmentSpread":
                total = total.beside(self._fragment(selection.name.value))
            else:
                total = total.beside(self._selections(selection.selection_set))
        return total

    def _fragment(self, name: str) -> Weight:
        if name not in self._fragments:
            self._fragments[name] = Weight()  # a fragment in a circle; validation refuses it
            definitions = [
                node
                for node in self.document.definitions
                if _kind(node) == "FragmentDefinition" and node.name.value == name
            ]
            if definitions:
                self._fragments[name] = self._selections(definitions[0].selection_set)
        return self._fragments[name]

    def _field(self, node: Node) -> Weight:
        name = node.name.value
        if node.selection_set is None:
            return Weight(depth=1)
        inner = self._selections(node.selection_set)
        if name in _INTROSPECTION:
            return Weight(depth=1, introspection=inner.lists)
        return Weight(
            inner.depth + 1,
            (0 if name in _WRAPPERS else 1) + self._multiplier(node) * inner.cost,
            inner.lists + (name in _TYPE_LISTS),
            inner.introspection,
        )

    def _multiplier(self, node: Node) -> int:
        sizes = [1]
        for argument in node.arguments or ():
            value = self._value(argument.value)
            if argument.name.value in _PAGE_SIZES and isinstance(value, int):
                sizes.append(value)
            if argument.name.value == "representations" and isinstance(value, list | tuple):
                sizes.append(len(value))
        return max(sizes)

    def _value(self, node: Node) -> object:
        kind = _kind(node)
        if kind == "Variable":
            return self.variables.get(node.name.value, self._default(node.name.value))
        if kind == "IntValue":
            return int(node.value) if len(node.value) <= _DIGITS_MAX else _HUGE
        return node.values if kind == "ListValue" else None

    def _default(self, name: str) -> object:
        for definition in self.operation.variable_definitions or ():
            if definition.variable.name.value == name and definition.default_value is not None:
                return self._value(definition.default_value)
        return None


def excesses(weight: Weight, *, depth_max: int, cost_max: int) -> Iterator[str]:
    """Return why an operation of this weight may not run, nothing when it may."""
    if weight.depth > depth_max:
        yield f"the query is {weight.depth} levels deep, at most {depth_max} are answered"
    if weight.cost > cost_max:
        yield (
            f"the query may ask for {weight.cost} objects, at most {cost_max} are answered; "
            "ask for smaller pages"
        )


def cost_told(weight: Weight, *, cost_max: int) -> dict[str, dict[str, int]]:
    """Return what every answer says of its cost in `extensions`, in the shape of Saleor's."""
    return {"cost": {"requestedQueryCost": weight.cost, "maximumAvailable": cost_max}}


def _kind(node: Node) -> str:
    """Return what a node is: `Field` of one library is `FieldNode` in the other."""
    return type(node).__name__.removesuffix("Node")
