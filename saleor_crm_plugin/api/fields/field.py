"""What one entry of the contract's table is, and the permissions that entries name."""

from collections.abc import Callable
from dataclasses import dataclass

from saleor_crm_plugin.api.pages import Connection
from saleor_crm_plugin.api.permissions import AUTHENTICATED_USER, Permission

USERS = (Permission.MANAGE_USERS.value,)
ORDERS = (Permission.MANAGE_ORDERS.value,)
DISCOUNTS = (Permission.MANAGE_DISCOUNTS.value,)
SETTINGS = (Permission.MANAGE_SETTINGS.value,)
SHOPPER = (AUTHENTICATED_USER,)
Function = Callable[..., object]
ANYBODY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """
    How one field is answered: `function(inquiry, [source,] [arguments])`, for who holds one of `permissions`.

    Without a function the field is an attribute of its source that not everybody may read.
    """

    function: Function | None
    permissions: tuple[str, ...]


Fields = dict[tuple[str, str], Field]


def _count(_inquiry: object, connection: Connection[object]) -> int:
    return connection.count()


def counted(*names: str) -> Fields:
    """Return the field that counts a whole list, for each connection of `names`."""
    return {(f"{name}CountableConnection", "totalCount"): Field(_count, ANYBODY) for name in names}
