"""What a host tells about a cart that is not an order yet."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.facts.money import Money
from saleor_crm_plugin.facts.reference import Kind, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutLine:
    """One product in the cart; `total` is gross."""

    variant_id: str
    quantity: int
    total: Money
    product_id: str = ""
    sku: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutSnapshot:
    """
    One cart as the host has it now, as of `version_at`.

    `is_gone` says the host deleted it (completed carts become an order whose `checkout_id` names them).
    """

    reference: Reference
    version_at: datetime
    created_at: datetime
    channel: str
    total: Money
    customer: Reference | None = None
    email: str = ""
    lines: tuple[CheckoutLine, ...] = ()
    is_gone: bool = False

    def __post_init__(self) -> None:
        if self.reference.kind is not Kind.CHECKOUT:
            raise ValueError(f"a checkout snapshot names a {self.reference.kind}")
        if self.version_at.tzinfo is None or self.created_at.tzinfo is None:
            raise ValueError("version_at and created_at must be aware datetimes")
