"""What an extension may declare, which version runs here, and what a field may hold."""

from datetime import UTC, datetime, timedelta, timezone

import liquid
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.extensions.rules import is_compatible
from saleor_crm_plugin.hooks import FieldKind, TemplateFilter
from saleor_crm_plugin.hooks.filters import TAKEN_NAMES
from saleor_crm_plugin.mail.rules.liquid import (
    _OWN_FILTERS,
    Source,
    TemplateFailed,
    TemplateRefused,
    compiled,
)
from saleor_crm_plugin.profiles.rules.fields import (
    INTEGER_MAX,
    ValueRefused,
    bound_read,
    value_shown,
    value_stored,
)


@pytest.mark.parametrize(
    ("version", "runs"),
    [("1.0", True), ("1.1", False), ("0.9", False), ("2.0", False), ("1", False), ("1.0.0", False)],
)
def test_the_same_major_and_no_newer_minor_version_runs(version, runs):
    assert is_compatible(version) is runs


def test_no_filter_of_liquid_or_of_ours_can_be_shadowed():
    assert (set(liquid.Environment().filters) | set(_OWN_FILTERS)) - TAKEN_NAMES == set()


def rendered(apply, markup="{{ value | loud }}", **context):
    source = Source(subject="s", html=markup, text=markup)
    filters = (("rain", TemplateFilter(name="loud", apply=apply)),)
    return compiled(source, filters=filters).rendered({"value": "<b>"} | context)


def test_a_filter_gets_values_and_its_text_is_escaped_in_html():
    result = rendered(lambda value, mark: value + mark, '{{ value | loud: "!" }}')

    assert (result.html, result.text) == ("&lt;b&gt;!", "<b>!")


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (None, "None NoneType"),
        (True, "True bool"),
        (7, "7 int"),
        (1.5, "1.5 str"),
        ({"a": [1]}, "{'a': [1]} dict"),
        ("x", "x str"),
    ],
)
def test_a_filter_sees_json_values_only(value, seen):
    result = rendered(lambda value: f"{value} {type(value).__name__}", value=value)

    assert result.text == seen


def test_what_is_missing_is_none_to_a_filter():
    assert rendered(lambda value: str(value is None), "{{ nothing | loud }}").text == "True"


def test_a_filter_cannot_change_the_context():
    def spoil(value):
        value["a"] = "changed"
        return ""

    result = rendered(spoil, "{{ value | loud }}{{ value.a }}", value={"a": "kept"})

    assert result.text == "kept"


class Marked(str):
    """A text that passes for escaped HTML, as Liquid and Django know it."""

    __slots__ = ()

    def __html__(self):
        return self


@pytest.mark.parametrize(
    "apply",
    [
        Marked,
        lambda value: 7,
        lambda value: None,
        lambda value: "x" * 20_001,
        lambda value: 1 / 0,
        lambda: "",
    ],
    ids=["marked", "number", "nothing", "long", "raises", "arguments"],
)
def test_a_filter_that_misbehaves_stops_the_message_and_is_named(apply):
    with pytest.raises(TemplateFailed) as stopped:
        rendered(apply)

    assert (stopped.value.failed.extension, stopped.value.failed.name) == ("rain", "loud")
    assert "<b>" not in str(stopped.value)


def test_a_filter_that_is_not_installed_is_refused():
    markup = "{{ value | loud }}"

    with pytest.raises(TemplateRefused, match="unknown filter 'loud'"):
        compiled(Source(subject="s", html=markup, text=markup))


@given(st.integers(-INTEGER_MAX, INTEGER_MAX))
def test_an_integer_is_stored_exactly(number):
    stored = value_stored(number, kind=FieldKind.INTEGER)

    assert (stored.text, stored.number) == (str(number), number)
    assert value_shown(kind="integer", text=stored.text, number=stored.number) == number
    assert bound_read(stored.text) == ((FieldKind.INTEGER, FieldKind.BOOLEAN), number)


@given(
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)),
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)),
)
def test_instants_are_ordered_by_their_numbers(one, other):
    stored = [value_stored(at.replace(tzinfo=UTC), kind=FieldKind.INSTANT) for at in (one, other)]

    assert (stored[0].number < stored[1].number) is (one < other)
    assert bound_read(stored[0].text) == ((FieldKind.INSTANT,), stored[0].number)


def test_an_instant_is_stored_in_utc():
    noon = datetime(2026, 3, 29, 12, tzinfo=timezone(timedelta(hours=8)))

    stored = value_stored(noon, kind=FieldKind.INSTANT)

    assert stored.text == "2026-03-29T04:00:00+00:00"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, FieldKind.INTEGER),
        (1, FieldKind.BOOLEAN),
        (1.5, FieldKind.INTEGER),
        (INTEGER_MAX + 1, FieldKind.INTEGER),
        ("x" * 201, FieldKind.TEXT),
        ("a\x00b", FieldKind.TEXT),
        (7, FieldKind.TEXT),
        (datetime(2026, 3, 29), FieldKind.INSTANT),
        ("2026-03-29", FieldKind.INSTANT),
    ],
)
def test_a_value_of_another_kind_is_refused(value, kind):
    with pytest.raises(ValueRefused):
        value_stored(value, kind=kind)


@pytest.mark.parametrize("bound", ["", "abc", "1.5", "9" * 16, "٣", "2026-13-01"])
def test_a_bound_that_is_no_number_and_no_instant_is_refused(bound):
    with pytest.raises(ValueRefused):
        bound_read(bound)


def test_booleans_are_shown_as_such():
    stored = value_stored(False, kind=FieldKind.BOOLEAN)

    assert (stored.text, stored.number) == ("false", 0)
    assert value_shown(kind="boolean", text=stored.text, number=stored.number) is False
