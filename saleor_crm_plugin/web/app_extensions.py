"""Where Saleor's Dashboard shows the CRM, by the version of Saleor that asks."""

from typing import Any

Extension = dict[str, Any]

_WIDGETS_SINCE = (3, 22)
_HOME_PAGE_SINCE = (3, 23)
_IDENTIFIED_SINCE = (3, 23)
_SHOPPERS = ["MANAGE_USERS"]
_ORDERS = ["MANAGE_USERS", "MANAGE_ORDERS"]


def extensions(version: tuple[int, ...]) -> list[Extension]:
    """
    Return the extensions that a Saleor of `version`, such as (3, 22), accepts.

    Before widgets were known (3.21) the same pages open as pop-ups, from the menu of a customer or an order.
    """
    page = _extension("customers", "CRM", "NAVIGATION_CUSTOMERS", "/customers", _SHOPPERS)
    found = [
        {**page, "target": "APP_PAGE"},
        _beside("customer", "CUSTOMER", "/customer.html", version),
        _beside("order", "ORDER", "/order.html", version),
    ]
    if version >= _HOME_PAGE_SINCE:
        found.append(_home_page())
    if version < _IDENTIFIED_SINCE:
        for extension in found:
            del extension["identifier"]
    return found


def _beside(identifier: str, details_of: str, url: str, version: tuple[int, ...]) -> Extension:
    """Return what stands beside the data of a customer or an order."""
    if version < _WIDGETS_SINCE:
        mount = f"{details_of}_DETAILS_MORE_ACTIONS"
        return {**_extension(identifier, "CRM", mount, url, _ORDERS), "target": "POPUP"}
    mount = f"{details_of}_DETAILS_WIDGETS"
    return {
        **_extension(identifier, "CRM", mount, url, _ORDERS),
        "target": "WIDGET",
        # the Dashboard would send a form otherwise, and speak no AppBridge with the frame
        "options": {"widgetTarget": {"method": "GET"}},
    }


def _home_page() -> Extension:
    return {
        **_extension("home", "CRM: customers", "HOMEPAGE_WIDGETS", "/home.html", _SHOPPERS),
        "target": "WIDGET",
        "options": {"homeWidgetTarget": {"method": "GET", "fullscreen": False}},
    }


def _extension(
    identifier: str, label: str, mount: str, url: str, permissions: list[str]
) -> Extension:
    return {
        "identifier": identifier,
        "label": label,
        "mount": mount,
        "url": url,
        "permissions": list(permissions),
    }
