"""By which way a message reaches a shopper, and which of his addresses it goes to."""

from dataclasses import dataclass

from saleor_crm_plugin.hooks import AddressKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel by its word in consent and suppressions; `source` is whose identifiers are its addresses, for `EXTERNAL`."""

    channel: str
    kind: AddressKind
    source: str = ""


EMAIL = Way(channel="email", kind=AddressKind.EMAIL)
