"""What one row, one return and one order of a file hold between reading and translating."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a row says about its order; instants are whole seconds since 1970, money is minor units."""

    order_id: str
    customer: str
    currency: str
    placed: int
    total: int | None
    shipping: int
    texts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an order; `id` is the line number in the file, `collections` the cell as it stands."""

    id: int
    sku: str
    name: str
    product: str
    category: str
    collections: str
    quantity: int
    unit_price: str
    amount: int
    is_shipping: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Goods or money that came back; `order_id` is empty when the row does not name its order."""

    id: int
    return_id: str
    order_id: str
    customer: str
    currency: str
    moment: int
    sku: str
    quantity: int
    unit_price: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPart:
    """What one return gave back of one line, or of the order as a whole when `line_id` is None."""

    return_id: str
    line_id: int | None
    moment: int
    quantity: int
    amount: int
    is_shipping: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why one row, or a part of it, was not imported; `message` never repeats a cell."""

    line: int
    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedOrder:
    """An order with all its lines and all that came back."""

    head: Head
    lines: tuple[Line, ...]
    refunds: tuple[RefundPart, ...]
