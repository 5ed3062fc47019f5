"""Refuses in Strawberry what `api.limits` finds too long, too deep or too much."""

from collections.abc import Iterator
from typing import Any

from graphql import ASTValidationRule, GraphQLError, get_operation_ast
from strawberry.extensions import SchemaExtension

from saleor_crm_plugin.api.limits import TOKENS_MAX, Scale, Weight, cost_told, excesses
from saleor_crm_plugin.conf import current


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
        self._results |= cost_told(weight, cost_max=settings.graphql_cost_max)
        problems = list(
            excesses(
                weight, depth_max=settings.graphql_depth_max, cost_max=settings.graphql_cost_max
            )
        )

        class WeightRule(ASTValidationRule):
            """Reports what is too deep or too much."""

            def leave_document(self, *_: object) -> None:
                for problem in problems:
                    self.report_error(GraphQLError(problem))

        return WeightRule

    def get_results(self) -> dict[str, Any]:
        """Return what every answer says of its cost, in the shape of Saleor's."""
        return self._results
