"""The GraphQL contract: exported, complete, prefixed, and within what every host can bind."""

import re
from functools import cache
from pathlib import Path

import graphql
import pytest
from django.core.management import call_command

from saleor_crm_plugin.api.limits import TOKENS_MAX
from saleor_crm_plugin.api.pages import PAGE_SIZE_MAX
from saleor_crm_plugin.api.permissions import MEANINGS, Permission, sentence
from saleor_crm_plugin.api.table import FIELDS
from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.facts import Kind, OrderStatus
from saleor_crm_plugin.hosts.files.rows import FileUnreadable
from saleor_crm_plugin.hosts.standalone.schema.subgraph import ENTITIES_MAX, schema
from saleor_crm_plugin.ingest.models import ImportState, InboxState
from saleor_crm_plugin.loyalty.models import AccountStatus
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind
from saleor_crm_plugin.loyalty.rules.reservations import ReservationCarrier, ReservationState
from saleor_crm_plugin.mail.models import MessageClass, MessageState
from saleor_crm_plugin.orders.rules.amounts import EXCLUSIONS
from saleor_crm_plugin.profiles.models import (
    AddressKind,
    ConsentStatus,
    IdentifierKind,
    ProfileState,
)
from saleor_crm_plugin.segments.models import RunStatus
from saleor_crm_plugin.segments.rules.groups import RfmGroup
from tests.hosts.graphql_client import ask, staff_token

ROOT = Path(__file__).parents[2]
EXPORT = ROOT / "saleor_crm_plugin" / "api" / "schema.graphql"
CONTRACT = graphql.parse(EXPORT.read_text())
TYPES = {node.name.value: node for node in CONTRACT.definitions if getattr(node, "name", None)}
SALEOR_ERRORS = {
    "PermissionDenied",
    "Invalid",
    "NotFound",
    "GraphQLError",
    "BadRequest",
    "InvalidTokenError",
    "ExpiredSignatureError",
    "KeysUnavailable",
    "InternalServerError",
}
SALEOR_TYPES = {"Query", "Mutation", "User", "Order", "PageInfo", "DateTime", "Decimal"}


@cache
def _executable() -> graphql.GraphQLSchema:
    return graphql.build_schema(schema.as_str(), assume_valid=True)


def _operations() -> list[Path]:
    return sorted((ROOT / "graphql").glob("[qm]*/*.graphql"))


@cache
def _graphql_tests() -> str:
    return "".join(file.read_text() for file in (ROOT / "tests").rglob("test_graphql*.py"))


@cache
def _fragments() -> tuple[graphql.DefinitionNode, ...]:
    files = (ROOT / "graphql" / "fragments").glob("*.graphql")
    return graphql.parse("\n".join(file.read_text() for file in files)).definitions


def _document(path: Path) -> graphql.DocumentNode:
    operations = graphql.parse(path.read_text()).definitions
    return graphql.DocumentNode(definitions=(*operations, *_fragments()))


def test_the_export_is_up_to_date():
    call_command("crm_schema", "--check", verbosity=0)


def test_the_link_for_readers_points_at_the_packaged_file():
    assert str((ROOT / "graphql" / "schema.graphql").readlink()) == (
        "../saleor_crm_plugin/api/schema.graphql"
    )


def test_every_name_is_ours_or_saleors():
    assert {name for name in TYPES if not name.startswith("Crm")} == SALEOR_TYPES
    for root in ("Query", "Mutation"):
        names = [field.name.value for field in TYPES[root].fields]
        assert [name for name in names if not name.startswith("crm")] == []


def test_the_export_uses_nothing_that_a_host_cannot_bind():
    kinds = {type(node).__name__ for node in CONTRACT.definitions}

    assert kinds == {
        "SchemaDefinitionNode",
        "ObjectTypeDefinitionNode",
        "InputObjectTypeDefinitionNode",
        "EnumTypeDefinitionNode",
        "ScalarTypeDefinitionNode",
    }
    assert [node.name.value for node in TYPES.values() if getattr(node, "interfaces", ())] == []


def test_every_entry_of_the_table_is_a_field_of_the_contract():
    missing = [
        (owner, name)
        for owner, name in FIELDS
        if name not in {field.name.value for field in TYPES[owner].fields}
    ]

    assert missing == []


def test_every_question_and_every_change_stands_in_the_table():
    for root in ("Query", "Mutation"):
        names = {field.name.value for field in TYPES[root].fields}
        assert names == {name for owner, name in FIELDS if owner == root}


def test_every_description_ends_with_who_may_ask():
    for (owner, name), entry in FIELDS.items():
        field = next(field for field in TYPES[owner].fields if field.name.value == name)
        if entry.permissions:
            assert field.description.value.endswith(sentence(entry.permissions))
        else:
            assert "Requires one of" not in field.description.value


@pytest.mark.django_db
@pytest.mark.parametrize("permission", Permission)
def test_callers_are_told_what_the_descriptions_let_them_ask(permission):
    needs = {
        field.name.value: field.description.value.partition("Requires one of")[2]
        for root in ("Query", "Mutation")
        for field in TYPES[root].fields
    }
    open_to_him = [name for name, need in needs.items() if not need or permission in need]

    assert ask("CrmOperations", staff_token(permission)) == sorted(open_to_him)


def test_everything_is_described():
    silent = [
        f"{node.name.value}.{field.name.value}"
        for node in TYPES.values()
        for field in getattr(node, "fields", None) or ()
        if not field.description and node.name.value not in {"User", "Order"}
    ]

    assert silent == []


def test_every_permission_and_every_limit_is_explained():
    page = (ROOT / "docs" / "graphql.md").read_text()

    assert [word for word in Permission if f"| `{word}` | {MEANINGS[word]} |" not in page] == []
    assert [name for name in SALEOR_ERRORS if f"`{name}`" not in page] == []
    assert f"| rows of a page | {PAGE_SIZE_MAX} |" in page
    assert f"| words of a document | {TOKENS_MAX:,} |" in page
    assert f"| entities of one gateway request | {ENTITIES_MAX} |" in page


def test_every_error_below_the_hosts_has_its_code_in_the_contract():
    found, waiting = set(), [CrmError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind is not FileUnreadable:  # known only when the import runs, and told in its row
            found.add(kind.code)

    assert found - {value.name.value for value in TYPES["CrmErrorCode"].values} == set()


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("CrmProfileState", ProfileState),
        ("CrmIdentifierKind", IdentifierKind),
        ("CrmAddressKind", AddressKind),
        ("CrmConsentStatus", ConsentStatus),
        ("CrmOrderStatus", OrderStatus),
        ("CrmLoyaltyAccountStatus", AccountStatus),
        ("CrmLoyaltyEntryKind", EntryKind),
        ("CrmReservationState", ReservationState),
        ("CrmReservationCarrier", ReservationCarrier),
        ("CrmRfmGroup", RfmGroup),
        ("CrmRfmRunStatus", RunStatus),
        ("CrmMessageClass", MessageClass),
        ("CrmMessageState", MessageState),
        ("CrmInboxState", InboxState),
        ("CrmImportState", ImportState),
        ("CrmFactKind", Kind),
    ],
)
def test_every_stored_word_is_one_of_the_contract(name, stored):
    words = {value.name.value for value in TYPES[name].values}

    assert (
        words == {member.name for member in stored} == {member.value.upper() for member in stored}
    )


def test_every_reason_why_an_order_does_not_count_is_one_of_the_contract():
    words = {value.name.value for value in TYPES["CrmOrderExclusion"].values}

    assert words == {reason.upper() for reason in EXCLUSIONS.values() if reason}


def test_every_field_of_the_roots_has_a_documented_operation():
    documented = {
        selection.name.value
        for path in _operations()
        for definition in graphql.parse(path.read_text()).definitions
        for selection in definition.selection_set.selections
    }

    assert {name for owner, name in FIELDS if owner in {"Query", "Mutation"}} - documented == set()


@pytest.mark.parametrize("path", _operations(), ids=lambda path: path.stem)
def test_a_documented_operation_is_valid_and_says_what_it_is_for(path):
    rules = [rule for rule in graphql.specified_rules if rule is not graphql.NoUnusedFragmentsRule]

    assert path.read_text().startswith("# ")
    assert graphql.validate(_executable(), _document(path), rules) == []


@pytest.mark.parametrize("path", _operations(), ids=lambda path: path.stem)
def test_a_documented_operation_is_run_by_a_test(path):
    assert re.search(rf'(?:ask|document)\(\s*"{path.stem}"', _graphql_tests()) is not None
