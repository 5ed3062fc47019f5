"""Every stored word of the batches of points is one of the GraphQL contract."""

from pathlib import Path

import graphql
import pytest

from saleor_crm_plugin.loyalty.models import (
    BatchKind,
    BatchRowState,
    BatchState,
)
from saleor_crm_plugin.loyalty.rules.batches import LineProblem

CONTRACT = graphql.parse(
    (Path(__file__).parents[2] / "saleor_crm_plugin" / "api" / "schema.graphql").read_text()
)


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("CrmPointsBatchKind", BatchKind),
        ("CrmPointsBatchState", BatchState),
        ("CrmPointsBatchRowState", BatchRowState),
        ("CrmPointsBatchProblem", LineProblem),
    ],
)
def test_every_stored_word_is_one_of_the_contract(name, stored) -> None:
    enums = [
        node for node in CONTRACT.definitions if isinstance(node, graphql.EnumTypeDefinitionNode)
    ]
    words = next(node.values for node in enums if node.name.value == name)
    assert {value.name.value for value in words} == {one.value.upper() for one in stored}
