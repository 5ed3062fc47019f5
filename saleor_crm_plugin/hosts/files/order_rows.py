"""Reads one row of an order file into the staging tables: a line of an order, or something that came back."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from saleor_crm_plugin.facts import currency_exponent
from saleor_crm_plugin.hosts.files.conditions import row_fits, skip_code
from saleor_crm_plugin.hosts.files.mapping import Mapping, OrderRules
from saleor_crm_plugin.hosts.files.rows import SourceRow
from saleor_crm_plugin.hosts.files.staged import Head, Line, Problem, Taken
from saleor_crm_plugin.hosts.files.staging import Staging
from saleor_crm_plugin.hosts.files.values import Cells, ValueUnreadable

_HEAD_FIELDS = (
    "order", "number", "customer", "customer_external_id", "email", "phone", "first_name", "last_name",
    "language_code", "company", "street_1", "street_2", "city", "region", "postal_code", "country_code",
    "placed_at", "updated_at", "paid_at", "status", "channel", "currency", "total", "shipping",
    "voucher_code", "payment_method",
)  # fmt: skip
_TEXT_FIELDS = (
    "number", "customer_external_id", "first_name", "last_name", "language_code", "company", "street_1",
    "street_2", "city", "region", "postal_code", "voucher_code", "payment_method",
)  # fmt: skip
_MINOR_MAX = 10**15
WITHOUT_CUSTOMER = "order_without_customer"


class OrderRows:
    """
    Stages the rows of one file.

    Rounding: a line's amount is quantity times unit price, rounded half up to the currency's minor unit.
    """

    def __init__(self, mapping: Mapping, staging: Staging) -> None:
        self._mapping = mapping
        self._rules = mapping.orders
        self._staging = staging
        self._cells = Cells(mapping)
        self._tax_factor = Decimal(1)
        if not self._rules.prices_include_tax:
            self._tax_factor += self._rules.tax_percent / 100
        self._head_columns = [
            mapping.columns[name] for name in _HEAD_FIELDS if name in mapping.columns
        ]
        self._has_lines = bool({"line_sku", "line_total", "line_unit_price"} & set(mapping.columns))
        self._head_key: tuple[str | None, ...] = ()
        self._head: Head | None = None
        self.skipped: dict[str, int] = {}
        self.returns_count = 0

    def add(self, row: SourceRow) -> None:
        """Stage one row, skip it, or note why neither can be done."""
        if row.fault:
            self._problem(row, "", "row", row.fault)
            return
        self._cells.turn_to(row.cells)
        if code := skip_code(self._mapping, row.cells):
            self._skip(code)
            return
        try:
            self._stage(row)
        except ValueUnreadable as error:
            self._problem(row, error.column, error.code, error.message)
            if order_id := self._cells.text("order"):
                self._staging.reject(order_id)

    def _stage(self, row: SourceRow) -> None:
        head = self._head_of(row)
        if row_fits(self._rules.returns.when, row.cells, self._mapping.file):
            self._stage_return(row, head)
            return
        if is_dropped(self._rules, customer=head.customer, email=head.texts.get("email", "")):
            self._skip(WITHOUT_CUSTOMER)
            return
        if not self._staging.head_add(head):
            raise ValueUnreadable(
                self._mapping.columns["order"],
                "order_contradicts",
                "another row gives this order a different customer or currency",
            )
        if self._has_lines:
            self._staging.line_add(head, self._line(row, head))

    def _head_of(self, row: SourceRow) -> Head:
        key = tuple(map(row.cells.get, self._head_columns))
        if self._head is None or key != self._head_key:
            self._head = self._head_read()
            self._head_key = key
        return self._head

    def _head_read(self) -> Head:
        self._head = None
        cells = self._cells
        placed_at = cells.instant("placed_at")
        order_id = cells.required("order")
        if placed_at is None:
            raise ValueUnreadable(self._mapping.columns["placed_at"], "missing", "is empty")
        currency = cells.currency("currency", self._rules.currency)
        total = cells.decimal("total")
        shipping = cells.decimal("shipping")
        return Head(
            order_id=order_id,
            customer=cells.text("customer"),
            currency=currency,
            placed=int(placed_at.timestamp()),
            total=None if total is None else self._gross_minor(total, currency),
            shipping=self._gross_minor(shipping or Decimal(0), currency),
            texts=self._texts(),
        )

    def _texts(self) -> dict[str, str]:
        cells = self._cells
        texts = {name: cells.text(name) for name in _TEXT_FIELDS}
        texts |= {
            "email": cells.email("email"),
            "phone": cells.phone("phone"),
            "country_code": cells.country("country_code"),
            "status": cells.status("status", self._rules.status).value,
            "channel": cells.text("channel") or self._rules.channel,
            "updated_at": _iso(cells.instant("updated_at")),
            "paid_at": _iso(cells.instant("paid_at")),
        }
        return {name: text for name, text in texts.items() if text}

    def _line(self, row: SourceRow, head: Head) -> Line:
        quantity, unit_price, amount = self._amounts(head.currency)
        if quantity < 0 or amount < 0:
            raise ValueUnreadable(
                self._mapping.columns.get("line_quantity", ""),
                "negative",
                "is negative, and no rule of the mapping says that the row is a return",
            )
        sku = self._cells.text("line_sku")
        return Line(
            id=row.line,
            sku=sku,
            name=self._cells.text("line_name"),
            product=self._cells.text("line_product"),
            category=self._cells.text("line_category"),
            collections=self._cells.text("line_collections"),
            quantity=quantity,
            unit_price=str(unit_price),
            amount=amount,
            is_shipping=sku in self._rules.shipping_skus,
        )

    def _amounts(self, currency: str) -> tuple[int, Decimal, int]:
        quantity = self._cells.whole("line_quantity")
        quantity = 1 if quantity is None else quantity
        unit_price = self._cells.decimal("line_unit_price")
        total = self._cells.decimal("line_total")
        if total is None:
            if unit_price is None:
                self._cells.required("line_unit_price")
            total = (unit_price or Decimal(0)) * quantity
        if unit_price is None:
            unit_price = total / quantity if quantity else Decimal(0)
        return quantity, unit_price * self._tax_factor, self._gross_minor(total, currency)

    def _stage_return(self, row: SourceRow, head: Head) -> None:
        self.returns_count += 1
        returned_order = self._cells.text("returned_order")
        if not returned_order and not head.customer:
            self._problem(
                row, "", "return_without_customer", "names neither an order nor a customer"
            )
            return
        quantity, unit_price, amount = 1, Decimal(0), head.total or 0
        if self._has_lines:
            quantity, unit_price, amount = self._amounts(head.currency)
        self._staging.taken_add(
            Taken(
                id=row.line,
                return_id=head.order_id,
                order_id=returned_order,
                customer=head.customer,
                currency=head.currency,
                moment=head.placed,
                sku=self._cells.text("line_sku"),
                quantity=abs(quantity),
                unit_price=str(unit_price),
                amount=abs(amount),
            )
        )

    def _gross_minor(self, amount: Decimal, currency: str) -> int:
        scaled = (amount * self._tax_factor).scaleb(currency_exponent(currency))
        if abs(scaled) > _MINOR_MAX:
            raise ValueUnreadable("", "too_large", "is more money than can be counted")
        return int(scaled.to_integral_value(rounding=ROUND_HALF_UP))

    def _problem(self, row: SourceRow, field: str, code: str, message: str) -> None:
        self._staging.problem_add(Problem(line=row.line, field=field, code=code, message=message))

    def _skip(self, code: str) -> None:
        self.skipped[code] = self.skipped.get(code, 0) + 1


def is_dropped(rules: OrderRules, *, customer: str, email: str) -> bool:
    """Return whether the mapping leaves an order of nobody out."""
    return not (customer or email or rules.keeps_orders_without_customer)


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()
