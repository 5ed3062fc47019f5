"""What a host tells about a shopper's account, or about a person a file names."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.facts.reference import Kind, Reference

_MONTHS = 12
_DAYS_IN_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Birthday:
    """A day of birth; the year may be unknown, and the calendar may be the Chinese lunar one."""

    month: int
    day: int
    year: int | None = None
    is_lunar: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.month <= _MONTHS:
            raise ValueError(f"a birthday's month is 1 to 12, got {self.month}")
        if not 1 <= self.day <= _DAYS_IN_LONGEST_MONTH:
            raise ValueError(f"a birthday's day is 1 to 31, got {self.day}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address as the host holds it; every part may be empty."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    street_1: str = ""
    street_2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStatement:
    """What the shopper said about one channel, to the host, with its moment and where it was said."""

    channel: str
    is_granted: bool
    stated_at: datetime
    source: str
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSnapshot:
    """
    One customer as the host has it now, as of `version_at`.

    `email_is_verified` says that the host has proof that the person reads this address
    (confirmed account). Only then does it unify this customer with guest orders.
    `is_registered` is false for a person who is only named in a file.
    """

    reference: Reference
    version_at: datetime
    is_registered: bool = True
    registered_at: datetime | None = None
    email: str = ""
    email_is_verified: bool = False
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    phone_is_verified: bool = False
    external_id: str = ""
    language_code: str = ""
    time_zone: str = ""
    gender: str = ""
    birthday: Birthday | None = None
    default_billing_address: Address | None = None
    default_shipping_address: Address | None = None
    other_addresses: tuple[Address, ...] = ()
    tags: tuple[str, ...] = ()
    consents: tuple[ConsentStatement, ...] = ()

    def __post_init__(self) -> None:
        if self.reference.kind is not Kind.CUSTOMER:
            raise ValueError(f"a customer snapshot names a {self.reference.kind}")
        if self.version_at.tzinfo is None:
            raise ValueError("version_at must be an aware datetime")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased:
    """The host has deleted this customer; everything personal about him must go (GDPR Art. 17)."""

    reference: Reference
    version_at: datetime

    def __post_init__(self) -> None:
        if self.reference.kind is not Kind.CUSTOMER:
            raise ValueError(f"an erasure names a {self.reference.kind}")
        if self.version_at.tzinfo is None:
            raise ValueError("version_at must be an aware datetime")
