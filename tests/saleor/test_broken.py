"""Every module of ours that a Saleor request reaches is made to raise in turn, and no request of Saleor's fails."""

import gc
import logging
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from django.db import connection
from graphql_side import ask
from saleor.graphql.tests.fixtures import ApiClient
from saleor.plugins.models import PluginConfiguration
from shop_side import gid

import saleor_crm_plugin

pytestmark = pytest.mark.saleor

FOLDER = f"{Path(saleor_crm_plugin.__file__).parent}/"
ALWAYS_REACHED = ("ingest/services/inbox.py", "hosts/saleor/hooks.py", "work.py")
# These catch what the others raise.
GUARDS = {"hook", "guarded", "_send"}
# These run when the plugin is loaded and not in a request.
LOADING = {"hooks_add", "_hook", "_guarded", "first_hook_prepare", "wake_prepare"}


class Broken(Exception):
    """What our modules raise here; nothing of ours expects it."""


def flow(shop, number):
    """Everything that a shop's day calls hooks for, through Saleor's GraphQL; a refusal fails the test."""
    connection.run_on_commit.clear()  # a test never commits, and one wake waits in a transaction
    user = shop.customer_create(f"day{number}@example.com")
    shop.customer_update(user, firstName="Ann")
    address = shop.address_create(user)
    shop.address_update(address, city="Oakland")
    client = ApiClient(user=user)
    assert ask(client, "query { me { email } shop { name } }")["me"]["email"] == user.email
    order, transaction, total = shop.buy(client)
    shop.fulfill(order, 1)
    shop.take_back(order, 1)
    shop.refund(transaction, total / 2, f"back-{number}")
    shop.cancel(shop.buy(client)[0])
    found = ask(
        shop.staff, "query($id: ID!) { order(id: $id) { number } }", id=gid("Order", order.pk)
    )
    assert found["order"]["number"] == str(order.number)
    shop.customer_delete(user)


@contextmanager
def watched():
    """Collect the code of ours that runs."""
    seen: set[CodeType] = set()

    def note(frame, event, _argument):
        if event == "call" and frame.f_code.co_filename.startswith(FOLDER):
            seen.add(frame.f_code)

    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(None)


def _raiser(names):
    """Return code that raises; it has the free variables of what it replaces, as Python demands."""
    cells = "".join(f"{name} = None; " for name in names) or "pass"
    used = f"({', '.join(names)},)" if names else "None"
    text = (
        f"def outer():\n    {cells}\n"
        f"    def raises(*_, **__):\n        {used}\n        __crm_broken__()\n    return raises\n"
    )
    scope: dict = {}
    exec(text, scope)  # noqa: S102 a test builds it
    return scope["outer"]().__code__


def our_functions():
    """Return all functions of ours, by the file that they stand in."""
    found: dict[str, list[FunctionType]] = {}
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename.startswith(FOLDER):
            found.setdefault(one.__code__.co_filename.removeprefix(FOLDER), []).append(one)
    return found


@contextmanager
def broken(functions):
    """Make these functions raise; yields the names of those that did."""
    raised: list[str] = []

    def raise_it():
        raised.append(name_of[id(sys._getframe(1).f_code)])
        raise Broken("ann@example.com is in the way")

    codes = {function: function.__code__ for function in functions}
    name_of: dict[int, str] = {}
    for function, code in codes.items():
        function.__globals__["__crm_broken__"] = raise_it
        function.__code__ = _raiser(code.co_freevars)
        name_of[id(function.__code__)] = code.co_name
    try:
        yield raised
    finally:
        for function, code in codes.items():
            function.__code__ = code
            function.__globals__.pop("__crm_broken__", None)


def _can_break(function):
    return function.__code__.co_name not in GUARDS | LOADING


def _name(function):
    return function.__qualname__


def _file(functions):
    return next(iter(functions)).__code__.co_filename


def test_no_request_of_saleors_fails_whichever_module_of_ours_raises(shop, caplog, settings):
    # given
    caplog.set_level(logging.CRITICAL, logger="saleor_crm_plugin")
    shop.variant.stocks.update(quantity=1000)
    with watched() as seen:
        flow(shop, "whole")
    reached = {
        file: {one for one in functions if one.__code__ in seen and _can_break(one)}
        for file, functions in our_functions().items()
    }

    # then
    assert [file for file in ALWAYS_REACHED if not reached[file]] == []
    for number, functions in enumerate(sorted(filter(None, reached.values()), key=_file)):
        with broken(functions) as raised:
            flow(shop, number)
        assert raised, f"{_file(functions)} was not reached again"
        # What stands behind those that raised is reached when they do not.
        for one in sorted(functions, key=_name):
            if one.__code__.co_name not in raised:
                connection.run_on_commit.clear()
                with broken([one]) as raised_alone:
                    shop.buy(
                        ApiClient(user=shop.customer_create(f"{number}{_name(one)}@example.com"))
                    )
                assert raised_alone, f"{_name(one)} was not reached again"


@pytest.mark.parametrize("name", ["form_problems", "saving", "program", "configuration"])
def test_a_plugin_that_is_broken_can_still_be_switched_off(shop, superuser_api_client, name):
    # given
    import_module(f"saleor_crm_plugin.hosts.saleor.{name}")
    switch = """mutation { pluginUpdate(id: "saleor.crm", input: {active: false}) {
      errors { field message } } }"""

    # when
    with broken(our_functions()[f"hosts/saleor/{name}.py"]):
        answer = ask(superuser_api_client, switch)

    # then
    assert answer == {"pluginUpdate": {"errors": []}}
    assert [row.active for row in PluginConfiguration.objects.all()] == [False]
