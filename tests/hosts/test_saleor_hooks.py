"""Our hooks against how four Saleors call them, recorded from their source; no Saleor is needed here."""

import inspect
import json
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from saleor_crm_plugin.hosts.saleor.hooks import HOOKS
from saleor_crm_plugin.ingest.models import InboxItem

FILE = Path(__file__).parents[1] / "payloads" / "saleor" / "hooks.json"
GUARD = "saleor_crm_plugin.hosts.saleor.coupon_guard"
TOUCHING = "saleor_crm_plugin.hosts.saleor.touching"
RECORDED = json.loads(FILE.read_text())
# Hooks about our objects that change nothing the CRM keeps, or come with another that we hear.
UNHEARD = {
    "account_change_email_requested",
    "account_confirmation_requested",
    "account_delete_requested",
    "account_set_password_requested",
    "address_deleted",  # its person is gone from it; a default that changes tells customer_updated
    "checkout_fully_authorized",
    "checkout_metadata_updated",
    "customer_type_created",
    "customer_type_deleted",
    "customer_type_updated",
    "fulfillment_metadata_updated",
    "order_metadata_updated",
    "staff_created",
    "staff_set_password_requested",
    "staff_updated",
}


@contextmanager
def _allow_writer():
    yield


@pytest.fixture
def plugin(monkeypatch, settings):
    """Return what has our hooks, where the one name that they take from Saleor is put in by hand."""
    settings.DATABASE_CONNECTION_DEFAULT_NAME = "default"
    for name in ("saleor", "saleor.core", "saleor.core.db", "saleor.core.db.connection"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules["saleor.core.db.connection"].allow_writer = _allow_writer
    guard = ModuleType(GUARD)
    guard.may_have_coupon = lambda checkout: True  # what is removed is Saleor's own business
    guard.strangers_coupon_remove = lambda checkout: None
    monkeypatch.setitem(sys.modules, GUARD, guard)
    monkeypatch.delitem(sys.modules, TOUCHING, raising=False)
    kind = type("Plugin", (), {})
    import_module(TOUCHING).hooks_add(kind)
    yield kind()
    sys.modules.pop(TOUCHING, None)


class Residents:
    """The people who have an address, as Saleor's model hands them out."""

    def using(self, alias):
        return self

    def filter(self, *, is_staff):
        return self

    def values_list(self, name, *, flat):
        return [7]


SUBJECTS = {
    "account": SimpleNamespace(pk=7, is_staff=False),
    "address": SimpleNamespace(pk=9, user_addresses=Residents()),
    "checkout": SimpleNamespace(pk="c"),
    "customer": SimpleNamespace(pk=7, is_staff=False),
    "fulfillment": SimpleNamespace(order_id="o"),
    "order": SimpleNamespace(pk="o"),
    "staff": SimpleNamespace(pk=7, is_staff=True),
}
TOUCHED = {
    "account": ("customer", "7"),
    "address": ("customer", "7"),
    "checkout": ("checkout", "c"),
    "customer": ("customer", "7"),
    "fulfillment": ("order", "o"),
    "order": ("order", "o"),
    "staff": ("customer", "7"),
}


def test_four_versions_are_recorded_with_their_commits():
    assert [version.rpartition(".")[0] for version in RECORDED] == [
        "3.21",
        "3.22",
        "3.23",
        "3.24.0-a",
    ]
    assert [len(record["commit"]) for record in RECORDED.values()] == [40] * 4


@pytest.mark.parametrize("version", RECORDED)
def test_every_hook_of_a_version_is_heard_or_left_out_on_purpose(version):
    hooks = set(RECORDED[version]["hooks"])

    assert set(HOOKS) - hooks == set()
    assert hooks - set(HOOKS) - UNHEARD == set()


def test_nothing_is_left_out_that_no_version_has():
    assert {name for record in RECORDED.values() for name in record["hooks"]} >= UNHEARD
    assert UNHEARD & set(HOOKS) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("version", RECORDED)
@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_takes_what_a_version_calls_it_with_and_notes_its_object(
    plugin, caplog, version, name
):
    # given
    call = RECORDED[version]["hooks"][name]
    kind = name.partition("_")[0]
    subject = [SUBJECTS["order"]] if name == "order_bulk_created" else SUBJECTS[kind]
    given = dict.fromkeys(call["keywords"])

    # when
    handler = getattr(plugin, name)
    inspect.signature(handler).bind(*call["positional"], **given, previous_value="before")
    answer = handler(subject, **given, previous_value="before")

    # then
    assert call["positional"] == ["orders" if name == "order_bulk_created" else _argument(kind)]
    assert (answer, caplog.messages) == ("before", [])
    assert [(row.kind, row.external_id) for row in InboxItem.objects.all()] == [TOUCHED[kind]]


def _argument(kind):
    return {"account": "user", "staff": "staff_user"}.get(kind, kind)
