"""Which permission opens what; the words are Saleor's, so that its staff groups count here too."""

from enum import StrEnum

from saleor_crm_plugin.api.callers import Caller, CallerKind
from saleor_crm_plugin.errors import CrmError


class Permission(StrEnum):
    """
    Saleor's permissions that the CRM asks for, and what each opens here.

    Who holds one of them in Saleor holds it here; API tokens are scoped with the same words.
    """

    MANAGE_USERS = "MANAGE_USERS"
    MANAGE_ORDERS = "MANAGE_ORDERS"
    MANAGE_DISCOUNTS = "MANAGE_DISCOUNTS"
    MANAGE_SETTINGS = "MANAGE_SETTINGS"


# Not a permission anybody is given: every shopper who is recognized has it, for himself only.
AUTHENTICATED_USER = "AUTHENTICATED_USER"

MEANINGS: dict[Permission, str] = {
    Permission.MANAGE_USERS: "Profiles, consent, points balances, RFM, messages and the timeline.",
    Permission.MANAGE_ORDERS: "Copied orders and what was spent.",
    Permission.MANAGE_DISCOUNTS: "Giving and taking points.",
    Permission.MANAGE_SETTINGS: "Running the CRM: the inbox, recomputation, test messages, imports.",
}


class PermissionDenied(CrmError):
    """The caller lacks every permission that would open what was asked; the words are Saleor's."""

    code = "PERMISSION_DENIED"

    def __init__(self, permissions: tuple[str, ...]) -> None:
        super().__init__(
            "To access this path, you need one of the following permissions: "
            + ", ".join(permissions)
        )
        self.permissions = permissions


def is_permitted(caller: Caller, permissions: tuple[str, ...]) -> bool:
    """Return whether the caller holds one of `permissions`; an empty tuple is open to everybody."""
    if not permissions:
        return True
    if caller.is_shopper:
        return AUTHENTICATED_USER in permissions
    if caller.kind is CallerKind.ANONYMOUS:
        return False
    return any(permission in caller.permissions for permission in permissions)


def require(caller: Caller, permissions: tuple[str, ...]) -> None:
    """
    Let only a caller pass who holds one of `permissions`.

    :raises PermissionDenied: he holds none of them.
    """
    if not is_permitted(caller, permissions):
        raise PermissionDenied(permissions)


def sentence(permissions: tuple[str, ...]) -> str:
    """Return how a description ends that says who may ask, as in Saleor's schema."""
    return f"Requires one of the following permissions: {', '.join(permissions)}."
