"""Who asks, as Saleor has verified it: an app, staff, a shopper or nobody known."""

from typing import Any

from saleor.permission.enums import (
    AccountPermissions,
    DiscountPermissions,
    OrderPermissions,
    SitePermissions,
)

from saleor_crm_plugin.api.callers import ANONYMOUS, Caller, CallerKind
from saleor_crm_plugin.api.permissions import Permission
from saleor_crm_plugin.facts import Kind, Reference
from saleor_crm_plugin.hosts.saleor.names import HOST

_HELD_AS = {
    Permission.MANAGE_USERS: AccountPermissions.MANAGE_USERS,
    Permission.MANAGE_ORDERS: OrderPermissions.MANAGE_ORDERS,
    Permission.MANAGE_DISCOUNTS: DiscountPermissions.MANAGE_DISCOUNTS,
    Permission.MANAGE_SETTINGS: SitePermissions.MANAGE_SETTINGS,
}


def context_caller(context: Any) -> Caller:
    """Return who sends the request; whoever is no staff sees himself only, whatever else he holds."""
    if app := getattr(context, "app", None):
        return Caller(kind=CallerKind.APP, actor=f"app:{app.pk}", permissions=_permissions(app))
    user = getattr(context, "user", None)
    if not user or not user.is_active:
        return ANONYMOUS
    if user.is_staff:
        return Caller(
            kind=CallerKind.STAFF, actor=f"staff:{user.pk}", permissions=_permissions(user)
        )
    return Caller(
        kind=CallerKind.SHOPPER,
        actor=f"shopper:{user.pk}",
        customer=Reference(HOST, Kind.CUSTOMER, str(user.pk)),
    )


def _permissions(holder: Any) -> frozenset[str]:
    return frozenset(ours.value for ours, theirs in _HELD_AS.items() if holder.has_perm(theirs))
