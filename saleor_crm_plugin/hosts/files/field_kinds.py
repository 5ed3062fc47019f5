"""Says of every field of an import what its cells are and whether it is needed; decides nothing about a file."""

from enum import StrEnum

from saleor_crm_plugin.hosts.files.mapping import ImportKind
from saleor_crm_plugin.hosts.files.mapping_reading import FIELDS


class FieldKind(StrEnum):
    """What the cells of a field are."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    INSTANT = "instant"
    DAY = "day"
    FLAG = "flag"
    EMAIL = "email"
    PHONE = "phone"
    COUNTRY = "country"
    CURRENCY = "currency"
    STATUS = "status"


class FieldNeed(StrEnum):
    """Whether an import can do without the field; `ONE_OF` stands for fields of which one or two are enough."""

    NEEDED = "needed"
    ONE_OF = "one_of"
    OPTIONAL = "optional"


_KINDS = {
    FieldKind.NUMBER: {"total", "shipping", "line_unit_price", "line_total"},
    FieldKind.WHOLE: {"line_quantity"},
    FieldKind.INSTANT: {"updated_at", "registered_at", "consent_at", "placed_at", "paid_at"},
    FieldKind.DAY: {"birthday"},
    FieldKind.FLAG: {"consent"},
    FieldKind.EMAIL: {"email"},
    FieldKind.PHONE: {"phone"},
    FieldKind.COUNTRY: {"country_code"},
    FieldKind.CURRENCY: {"currency"},
    FieldKind.STATUS: {"status"},
}
_NEEDED = {ImportKind.CUSTOMERS: set[str](), ImportKind.ORDERS: {"order", "placed_at"}}
_ONE_OF = {
    ImportKind.CUSTOMERS: {"customer", "email"},
    ImportKind.ORDERS: {"total", "line_total", "line_quantity", "line_unit_price"},
}
# As a merchant looks for them: who, where, when; then the order and its lines.
_SHOWN_FIRST = (
    "order", "number", "placed_at", "total", "customer", "email", "phone", "first_name", "last_name",
    "registered_at", "birthday", "gender", "tags", "consent", "consent_at", "line_sku", "line_name",
    "line_quantity", "line_unit_price", "line_total", "line_product", "line_category", "line_collections", "currency",
    "status", "channel", "paid_at", "shipping", "voucher_code", "payment_method", "returned_order", "country_code",
    "region", "city", "postal_code", "street_1", "street_2", "company", "language_code", "time_zone",
    "customer_external_id", "updated_at",
)  # fmt: skip


def field_kind(name: str) -> FieldKind:
    """Return what the cells of the field `name` are."""
    return next((kind for kind, names in _KINDS.items() if name in names), FieldKind.TEXT)


def field_need(name: str, kind: ImportKind) -> FieldNeed:
    """Return whether an import of `kind` needs the field `name`."""
    if name in _NEEDED[kind]:
        return FieldNeed.NEEDED
    return FieldNeed.ONE_OF if name in _ONE_OF[kind] else FieldNeed.OPTIONAL


def fields_shown(kind: ImportKind) -> tuple[str, ...]:
    """Return the fields of an import of `kind` in the order in which people look for them."""
    return tuple(name for name in _SHOWN_FIRST if name in FIELDS[kind])
