"""What hosts hand over becomes typed values, or is refused before anything is asked."""

from dataclasses import dataclass, is_dataclass
from datetime import UTC, datetime

import pytest

from saleor_crm_plugin.api.arguments import UNSET, Unset, arguments_read
from saleor_crm_plugin.api.callers import ANONYMOUS
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import host_key, id_decode, id_encode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.money import money_node
from saleor_crm_plugin.api.pages import Order
from saleor_crm_plugin.api.table import FIELDS
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.hosts.files.mapping_reading import mapping_host
from saleor_crm_plugin.hosts.files.previews import file_preview
from saleor_crm_plugin.hosts.standalone.auth.api_tokens import token_names
from saleor_crm_plugin.profiles.models import Profile
from tests.factories import NOON


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    word: str
    or_: tuple["Inner", ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    number: int = 7
    name: str | Unset | None = UNSET
    since: datetime | None = None
    inner: Inner | None = None
    words: tuple[str, ...] = ()


def test_what_is_left_out_keeps_its_default_and_null_counts_where_it_may():
    assert arguments_read(Outer, {}) == Outer()
    assert arguments_read(Outer, {"name": None, "number": None}) == Outer(name=None)
    assert arguments_read(Outer, {"name": "Ada", "words": ["a", "b"]}) == Outer(
        name="Ada", words=("a", "b")
    )


def test_objects_nest_and_a_reserved_word_loses_its_underscore():
    given = {"inner": {"word": "a", "or": [{"word": "b"}]}}

    assert arguments_read(Outer, given) == Outer(inner=Inner(word="a", or_=(Inner(word="b"),)))


@pytest.mark.parametrize(
    ("given", "field"),
    [({"since": NOON.replace(tzinfo=None)}, "since"), ({"name": "a\x00b"}, "name")],
)
def test_a_value_that_no_database_takes_is_refused(given, field):
    with pytest.raises(Invalid) as refusal:
        arguments_read(Outer, given)

    assert refusal.value.at_field == field


@pytest.mark.parametrize("given", [{"words": "ab"}, {"inner": "x"}, {"number": object()}])
def test_a_host_that_hands_over_another_shape_is_told(given):
    with pytest.raises(TypeError):
        arguments_read(Outer, given)


def test_only_dataclasses_are_read():
    with pytest.raises(TypeError, match="no dataclass"):
        arguments_read(str, {})


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "1",
        id_encode("Other", 1),
        id_encode("CrmProfile", "x"),
        id_encode("CrmProfile", "²"),
        id_encode("CrmProfile", 2**63),
        id_encode("CrmProfile", -1),
        "Q3JtUHJvZmlsZTox\n",
    ],
)
def test_what_is_no_id_is_refused(value):
    with pytest.raises(Invalid):
        id_decode("CrmProfile", value, field="id")


def test_an_id_leads_back():
    assert id_encode("CrmProfile", 1) == "Q3JtUHJvZmlsZTox"
    assert id_decode("CrmProfile", "Q3JtUHJvZmlsZTox", field="id") == 1


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("VXNlcjo0Mg==", "42"),
        ("42", "42"),
        (id_encode("Order", 42), id_encode("Order", 42)),
        ("é", "é"),
    ],
)
def test_the_hosts_own_key_is_found(value, key):
    assert host_key("User", value) == key


@pytest.mark.parametrize(
    ("minor", "currency", "amount", "digits"),
    [
        (1999, "EUR", 19.99, 2),
        (5, "JPY", 5.0, 0),
        (1, "KWD", 0.001, 3),
        (10**14 + 1, "EUR", 10**12 + 0.01, 2),
    ],
)
def test_money_is_shown_in_major_units(minor, currency, amount, digits):
    node = money_node(minor, currency)

    assert (node.amount, node.fraction_digits) == (amount, digits)


def test_a_list_is_ordered_by_plain_values_only():
    with pytest.raises(TypeError, match="cannot be ordered by a list"):
        Order(columns=("edited_fields",)).key(Profile(edited_fields=[]))


def test_every_function_of_the_table_can_be_called_by_any_host():
    for (owner, name), field in FIELDS.items():
        if field.function is None:
            continue
        hints = field.function.__annotations__
        assert "return" in hints, name
        if owner == "Mutation":
            assert issubclass(hints["return"], Payload), name
        if "arguments" in hints:
            assert is_dataclass(hints["arguments"]), name


def test_nobody_has_no_profile():
    inquiry = Inquiry(
        caller=ANONYMOUS,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        host="shop",
        mapping_check=mapping_host,
        file_preview=file_preview,
        actor_names=token_names,
    )

    assert inquiry.own_profile_id() is None
