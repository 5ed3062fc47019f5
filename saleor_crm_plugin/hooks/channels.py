"""Message channels: other ways than e-mail by which a message reaches a shopper."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class AddressKind(StrEnum):
    """
    Where a message goes, as the profile has it at hand-over.

    `EMAIL` and `PHONE` (E.164) are those of the profile; `EXTERNAL` is the profile's newest identifier of
    the channel's `external_source`.
    """

    EMAIL = "email"
    PHONE = "phone"
    EXTERNAL = "external"


class Outcome(StrEnum):
    """
    What became of a message; be sure before you say anything but `UNKNOWN`.

    `TAKEN`: the other side has it. `LATER`: certainly not taken, try again after a pause. `REFUSED`:
    never for this address; the address is suppressed on this channel. `FAILED`: never for this message.
    `UNKNOWN`: nobody can say whether it was taken, such as after a timeout; it is not sent again by itself.
    """

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """
    One message, written and allowed to go out now.

    `key` is the same whenever the same message is offered again: give it to the other side as its
    idempotency key if it takes one. `html` may be ignored. `unsubscribe_url` is set for marketing and must
    reach the shopper. Give up after `timeout_seconds`.
    """

    key: str
    address: str
    subject: str
    text: str
    html: str
    language_code: str
    topic: str
    is_marketing: bool
    unsubscribe_url: str
    timeout_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """
    A way to reach a shopper, through the same outbox, states, consent and suppressions as e-mail.

    `slug` is the channel's word in consent (`crmConsentUpdate(input: {channel: …})`), at most 16 letters, digits
    and underscores, not `email`. Marketing needs a granted consent for it.

    `deliver(message)` is called by a worker outside of any transaction, after the message was marked as
    handed over, so that a worker that dies in it leaves the message `unknown` and nobody sends it twice.
    Whatever it raises, and anything that is not an `Outcome`, counts as `UNKNOWN`.
    """

    slug: str
    name: str
    address_kind: AddressKind
    deliver: Callable[[OutgoingMessage], Outcome]
    external_source: str = ""
