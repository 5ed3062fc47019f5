"""How deep a query may nest and how many objects it may ask for, checked before anything is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_operation_ast,
)
from strawberry.extensions import SchemaExtension

from saleor_crm_plugin.conf import current

TOKENS_MAX = 3_000
# These only wrap the rows of a page; counting them would charge every row twice.
_WRAPPERS = {"edges", "pageInfo"}
_INTROSPECTION = {"__schema", "__type"}
_PAGE_SIZES = ("first", "last")
# Python refuses to read numbers of thousands of digits; longer ones than these are no page size anyway.
_DIGITS_MAX = 9
_HUGE = 10**_DIGITS_MAX


@dataclass(frozen=True, slots=True)
class Weight:
    """What one selection costs: its nesting, and the objects it can bring."""

    depth: int = 0
    cost: int = 0

    def beside(self, other: "Weight") -> "Weight":
        """Return the weight of both selections together."""
        return Weight(max(self.depth, other.depth), self.cost + other.cost)


@dataclass(slots=True)
class Scale:
    """
    Weighs one operation of a document; every fragment is weighed once, however often it is spread.

    `first`, `last` and the number of entities multiply what stands below them. Introspection is free:
    graphql-core limits it by itself.
    """

    document: DocumentNode
    operation: OperationDefinitionNode
    variables: Mapping[str, Any]
    _fragments: dict[str, Weight] = field(default_factory=dict)

    def weigh(self) -> Weight:
        """Return the weight of the operation; its document need not be valid."""
        return self._selections(self.operation.selection_set)

    def _selections(self, selections: SelectionSetNode | None) -> Weight:
        total = Weight()
        for selection in selections.selections if selections else ():
            if isinstance(selection, FieldNode):
                total = total.beside(self._field(selection))
            elif isinstance(selection, FragmentSpreadNode):
                total = total.beside(self._fragment(selection.name.value))
            else:
                total = total.beside(self._selections(getattr(selection, "selection_set", None)))
        return total

    def _fragment(self, name: str) -> Weight:
        if name not in self._fragments:
            self._fragments[name] = Weight()  # a fragment in a circle; validation refuses it
            definitions = [
                node
                for node in self.document.definitions
                if isinstance(node, FragmentDefinitionNode) and node.name.value == name
            ]
            if definitions:
                self._fragments[name] = self._selections(definitions[0].selection_set)
        return self._fragments[name]

    def _field(self, node: FieldNode) -> Weight:
        if node.selection_set is None or node.name.value in _INTROSPECTION:
            return Weight(1, 0)
        inner = self._selections(node.selection_set)
        own = 0 if node.name.value in _WRAPPERS else 1
        return Weight(inner.depth + 1, own + self._multiplier(node) * inner.cost)

    def _multiplier(self, node: FieldNode) -> int:
        sizes = [1]
        for argument in node.arguments or ():
            value = self._value(argument.value)
            if argument.name.value in _PAGE_SIZES and isinstance(value, int):
                sizes.append(value)
            if argument.name.value == "representations" and isinstance(value, list | tuple):
                sizes.append(len(value))
        return max(sizes)

    def _value(self, node: ValueNode) -> object:
        if isinstance(node, VariableNode):
            return self.variables.get(node.name.value, self._default(node.name.value))
        if isinstance(node, IntValueNode):
            return int(node.value) if len(node.value) <= _DIGITS_MAX else _HUGE
        return node.values if isinstance(node, ListValueNode) else None

    def _default(self, name: str) -> object:
        for definition in self.operation.variable_definitions or ():
            if definition.variable.name.value == name and definition.default_value is not None:
                return self._value(definition.default_value)
        return None


def limit_errors(weight: Weight, *, depth_max: int, cost_max: int) -> list[GraphQLError]:
    """Return why an operation of this weight may not run, nothing when it may."""
    errors = []
    if weight.depth > depth_max:
        errors.append(
            GraphQLError(
                f"the query is {weight.depth} levels deep, at most {depth_max} are answered"
            )
        )
    if weight.cost > cost_max:
        errors.append(
            GraphQLError(
                f"the query may ask for {weight.cost} objects, at most {cost_max} are answered; "
                "ask for smaller pages"
            )
        )
    return errors


class Limits(SchemaExtension):
    """Refuses documents that are too long, nest too deep or ask for too much, before they are run."""

    _results: dict[str, Any]

    def on_operation(self) -> Iterator[None]:
        """Stop reading a document after so many tokens."""
        self._results = {}
        self.execution_context.parse_options["max_tokens"] = TOKENS_MAX
        yield

    def on_validate(self) -> Iterator[None]:
        """Add the weighing of this operation to what validation looks at."""
        context = self.execution_context
        if context.graphql_document is not None:
            operation = get_operation_ast(context.graphql_document, context.operation_name)
            if operation is not None:
                scale = Scale(context.graphql_document, operation, context.variables or {})
                context.validation_rules += (self._rule(scale.weigh()),)
        yield

    def _rule(self, weight: Weight) -> type[ASTValidationRule]:
        settings = current()
        self._results["cost"] = {
            "requestedQueryCost": weight.cost,
            "maximumAvailable": settings.graphql_cost_max,
        }
        errors = limit_errors(
            weight, depth_max=settings.graphql_depth_max, cost_max=settings.graphql_cost_max
        )

        class WeightRule(ASTValidationRule):
            """Reports what is too deep or too much."""

            def leave_document(self, *_: object) -> None:
                for error in errors:
                    self.report_error(error)

        return WeightRule

    def get_results(self) -> dict[str, Any]:
        """Return what every answer says of its cost, in the shape of Saleor's."""
        return self._results
