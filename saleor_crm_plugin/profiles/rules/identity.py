"""Decides who a fact is about: normalized identifiers, what proves what, and who survives a merge."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email


class KeyKind(StrEnum):
    """The kinds of identifiers; the stored words of `IdentifierKind`."""

    HOST_USER = "host_user"
    EMAIL = "email"
    GUEST_EMAIL = "guest_email"
    PHONE = "phone"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class IdentifierKey:
    """One name of a shopper; `source` is the host for kinds that are unique only within it."""

    kind: KeyKind
    source: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    What one fact says about who it is about.

    `proven` keys are this person's. `typed_email` is an address nobody has proven: it finds a guest's
    earlier orders, and a proven holder only if the proof is not older than `as_of`.
    """

    claimed_by: str
    as_of: datetime
    proven: tuple[IdentifierKey, ...] = ()
    typed_email: str = ""


@lru_cache(maxsize=4096)
def email_normalized(raw: str) -> str:
    """
    Return the address for comparison: local part without case, domain in IDNA lower case.

    Dots and plus parts stay: only the mail provider knows whether they matter. An address that is not
    valid (RFC 5321, RFC 6531) is no identifier and gives "".
    """
    try:
        checked = validate_email(raw.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return ""
    return f"{checked.local_part.casefold()}@{checked.ascii_domain}"


@lru_cache(maxsize=4096)
def phone_normalized(raw: str, country_code: str) -> str:
    """Return the number in E.164 (`+886912345678`), "" if it is not possible in `country_code`."""
    try:
        number = phonenumbers.parse(raw, country_code or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_keys(email: str, *, is_proven: bool) -> tuple[IdentifierKey, ...]:
    """Return the key that a proven address is; an unproven or invalid one is none."""
    value = email_normalized(email) if is_proven and email else ""
    return (IdentifierKey(KeyKind.EMAIL, "", value),) if value else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What decides between profiles that turned out to be one person."""

    profile_id: int
    is_registered: bool
    created_at: datetime


def survivor_of(candidates: Iterable[Candidate]) -> int:
    """Return the id of the profile that stays: the oldest with an account, else the oldest."""
    return min(
        candidates, key=lambda one: (not one.is_registered, one.created_at, one.profile_id)
    ).profile_id


def search_text(*parts: str) -> str:
    """Return the words that a search for a profile looks at: lower case, without doubles."""
    words = " ".join(parts).casefold().split()
    return " ".join(dict.fromkeys(words))
