"""What a host may tell us: immutable, host-neutral snapshots of state, standard library only."""

from saleor_crm_plugin.facts.checkout import CheckoutLine, CheckoutSnapshot
from saleor_crm_plugin.facts.codec import (
    Fact,
    JsonObject,
    JsonValue,
    UnreadableFact,
    document_fingerprint,
    fact_decode,
    fact_encode,
    fact_fingerprint,
)
from saleor_crm_plugin.facts.customer import (
    Address,
    Birthday,
    ConsentStatement,
    CustomerErased,
    CustomerSnapshot,
)
from saleor_crm_plugin.facts.money import Money, currency_exponent
from saleor_crm_plugin.facts.order import (
    Discount,
    GiftCardUse,
    OrderLine,
    OrderSnapshot,
    OrderStatus,
    Payment,
    Refund,
    RefundKind,
    TaxedAmount,
)
from saleor_crm_plugin.facts.reference import Kind, Reference

__all__ = [
    "Address",
    "Birthday",
    "CheckoutLine",
    "CheckoutSnapshot",
    "ConsentStatement",
    "CustomerErased",
    "CustomerSnapshot",
    "Discount",
    "Fact",
    "GiftCardUse",
    "JsonObject",
    "JsonValue",
    "Kind",
    "Money",
    "OrderLine",
    "OrderSnapshot",
    "OrderStatus",
    "Payment",
    "Reference",
    "Refund",
    "RefundKind",
    "TaxedAmount",
    "UnreadableFact",
    "currency_exponent",
    "document_fingerprint",
    "fact_decode",
    "fact_encode",
    "fact_fingerprint",
]
