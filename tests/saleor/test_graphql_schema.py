"""Saleor's schema with ours: purely additive, as the contract says, or not at all."""

import re
import sys
from pathlib import Path

import pytest
import saleor
from graphql.language.printer import print_ast
from graphql_side import ask
from saleor.graphql.api import schema
from saleor.graphql.schema_printer import print_schema

from saleor_crm_plugin.hosts.saleor.schema import building, extension
from saleor_crm_plugin.hosts.saleor.schema.sdl import contract_read, contract_text

pytestmark = pytest.mark.saleor


def test_saleors_schema_is_the_same_and_ours_comes_on_top():
    # given
    folder = Path(saleor.__file__).parent / "graphql"
    theirs = (folder / "schema.graphql").read_text().splitlines()

    # when
    printed = iter(print_schema(schema).splitlines())
    added = []
    for line in theirs:
        for other in printed:
            if other == line:
                break
            added.append(other)
        else:
            pytest.fail(f"missing or changed: {line}")
    added += printed

    # then
    types = [line.split()[1] for line in added if re.match(r"(type|input|enum|scalar) ", line)]
    assert types
    assert all(name.startswith("Crm") for name in types)


def test_every_type_of_the_contract_is_made_as_it_is_written():
    # given
    contract = contract_read(contract_text())

    def written(part):
        arguments = {one.name.value: print_ast(one.type) for one in getattr(part, "arguments", ())}
        return print_ast(part.type), arguments, contract.description(part)

    def made(field):
        arguments = {name: str(one.type) for name, one in getattr(field, "args", {}).items()}
        return str(field.type), arguments, field.description

    # then
    for name, node in contract.own().items():
        found = schema.get_type(name)
        assert found.description == contract.description(node)
        if hasattr(node, "values"):
            assert [one.name for one in found.values] == [one.name.value for one in node.values]
        else:
            fields = {part.name.value: written(part) for part in node.fields}
            assert {key: made(field) for key, field in found.fields.items()} == fields


def test_too_late_a_start_leaves_saleor_as_it_is_and_says_so(shop, caplog, monkeypatch):
    # when
    monkeypatch.setattr(extension, "_problems", [])
    extension.schema_extend()

    # then
    (finding,) = extension.schema_check()
    assert finding.id == "saleor_crm.W010"
    assert "was made before the CRM started" in finding.msg
    assert ask(shop.staff, "query { shop { name } }")["shop"]["name"]


@pytest.mark.parametrize(
    "moved",
    [
        "graphene",
        "saleor.graphql.core.fields",
        "saleor.graphql.core.schema",
        "saleor.graphql.core.types.base",
        "saleor.graphql.order.types",
        "saleor.graphql.query_cost_map",
    ],
)
def test_a_future_saleor_without_what_we_need_is_left_alone(shop, monkeypatch, moved):
    # given
    before = print_schema(schema)
    monkeypatch.setattr(extension, "_problems", [])
    monkeypatch.setitem(sys.modules, moved, None)
    monkeypatch.delitem(sys.modules, building.__name__)
    monkeypatch.delattr(sys.modules[building.__package__], "building")

    # when
    extension.schema_extend()

    # then
    (finding,) = extension.schema_check()
    assert (finding.id, moved in finding.msg) == ("saleor_crm.W010", True)
    monkeypatch.undo()
    assert print_schema(schema) == before
    assert ask(shop.staff, "query { shop { name } }")["shop"]["name"]


@pytest.mark.parametrize(
    ("ask_for", "taken"),
    [
        (lambda: building.require_free_types({"CrmNobodysName", "Checkout"}), "Checkout"),
        (lambda: building.require_free_fields({"User": {"email": 1, "crm_nobodys": 2}}), "email"),
    ],
)
def test_taken_names_are_refused_before_anything_is_changed(ask_for, taken):
    with pytest.raises(building.NotExtensible, match=f" {taken}$"):
        ask_for()
