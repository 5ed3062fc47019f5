"""No request of Saleor's fails because of us: each of our modules is broken in turn, and shoppers notice nothing."""

import importlib
import pkgutil
import sys
from types import FunctionType

import pytest
from saleor.graphql.tests.fixtures import ApiClient

import saleor_crm_plugin

pytestmark = pytest.mark.saleor

OURS = "saleor_crm_plugin"
ELSEWHERE = (".hosts.standalone", ".hosts.saleor_app", ".migrations", "__main__")


def _broken(*_, **__):
    raise ZeroDivisionError("this module is broken")


def _functions(module):
    """Return the functions that a module defines; decorated ones count by where they were written."""
    return {
        id(value)
        for value in vars(module).values()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    }


def _break(name, monkeypatch):
    """Replace all functions of one module by one that raises, wherever our code has them."""
    from saleor_crm_plugin.hosts.saleor import hooks

    victims = _functions(sys.modules[name])
    for other in [module for key, module in sys.modules.items() if key.startswith(OURS)]:
        for attribute, value in list(vars(other).items()):
            if id(value) in victims:
                monkeypatch.setattr(other, attribute, _broken)
    for hook, touched in list(hooks.HOOKS.items()):
        if id(touched) in victims:
            monkeypatch.setitem(hooks.HOOKS, hook, _broken)
    return len(victims)


def _modules():
    """Return our modules, all of them loaded: one that is loaded meanwhile would keep what is broken then."""
    for found in pkgutil.walk_packages(saleor_crm_plugin.__path__, f"{OURS}."):
        if not any(part in found.name for part in ELSEWHERE):
            importlib.import_module(found.name)
    return sorted(
        name
        for name, module in sys.modules.items()
        if name.startswith(f"{OURS}.") and ".migrations" not in name and _functions(module)
    )


def test_a_customer_is_changed_whichever_of_our_modules_is_broken(shop, crm):
    # given
    user = shop.customer_create("eve@example.com")
    crm.drain()
    modules = _modules()

    # when
    for number, name in enumerate(modules):
        with pytest.MonkeyPatch.context() as broken:
            assert _break(name, broken) > 0
            shop.customer_update(user, lastName=f"Stone {number}")

    # then
    assert len(modules) > 150
    assert user.last_name == f"Stone {len(modules) - 1}"
    crm.drain()
    assert crm.profile_of(user.pk).last_name == user.last_name


@pytest.mark.parametrize(
    "name",
    [
        "hosts.saleor.touching",
        "hosts.saleor.hooks",
        "hosts.saleor.names",
        "ingest.services.inbox",
        "work",
        "conf",
    ],
)
def test_an_order_is_placed_and_paid_whichever_module_on_its_way_is_broken(
    shop, crm, customer_user, monkeypatch, name
):
    # given
    with pytest.MonkeyPatch.context() as broken:
        assert _break(f"{OURS}.{name}", broken) > 0

        # when
        order, transaction_id, total = shop.buy(ApiClient(user=customer_user))
        shop.refund(transaction_id, 5, "refund-1")

    # then
    crm.sweep()
    crm.drain()
    assert crm.order(order).revenue_minor == round(total * 100) - 500
