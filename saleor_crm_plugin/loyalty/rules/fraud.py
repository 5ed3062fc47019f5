"""Signs that a referred friend is the advocate himself or no new shopper; for comparison only, never an identity."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

_GMAIL = frozenset({"gmail.com", "googlemail.com"})
_STREET_WORDS = {
    "street": "st",
    "avenue": "ave",
    "road": "rd",
    "boulevard": "blvd",
    "lane": "ln",
    "drive": "dr",
    "strasse": "str",
    "ulica": "ul",
}


class Signal(StrEnum):
    """What was noticed; the words are stored and never change."""

    SELF_EMAIL = "self_email"
    SAME_CARD = "same_card"
    NOT_NEW = "not_new"
    SAME_ADDRESS = "same_address"
    SAME_IP = "same_ip"
    VOLUME = "volume"


# What leaves no doubt; everything else is looked at by staff.
HARD = frozenset({Signal.SELF_EMAIL, Signal.SAME_CARD, Signal.NOT_NEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalPlace:
    """The parts of an address that say where it is."""

    street_1: str
    street_2: str = ""
    city: str = ""
    postal_code: str = ""
    country_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of one side of a referral: addresses as typed, and hashes of cards and IP addresses he used."""

    emails: frozenset[str] = frozenset()
    places: frozenset[PostalPlace] = frozenset()
    cards: frozenset[str] = frozenset()
    ips: frozenset[str] = frozenset()


def email_comparable(email: str) -> str:
    """
    Return the mailbox that an address most likely reaches, "" for no address.

    Case and what follows a plus do not matter; at Gmail, which is also googlemail.com, dots do not either.
    """
    local, _, domain = email.strip().casefold().rpartition("@")
    local = local.partition("+")[0]
    if domain in _GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}" if local and domain else ""


def place_comparable(place: PostalPlace) -> str:
    """
    Return an address without what writers vary, "" if it does not say where it is.

    Case, accents, punctuation and the long forms of street words do not matter: "1 Main St." is "1, MAIN street".
    """
    street = _words(f"{place.street_1} {place.street_2}")
    town = "".join(_words(place.postal_code)) or " ".join(_words(place.city))
    if not street or not town:
        return ""
    return f"{' '.join(street)}|{town}|{place.country_code.casefold()}"


def signals_between(advocate: Person, friend: Person) -> set[Signal]:
    """Return what speaks for both being one person."""
    found = set()
    if _common(map(email_comparable, advocate.emails), map(email_comparable, friend.emails)):
        found.add(Signal.SELF_EMAIL)
    if _common(map(place_comparable, advocate.places), map(place_comparable, friend.places)):
        found.add(Signal.SAME_ADDRESS)
    if advocate.cards & friend.cards:
        found.add(Signal.SAME_CARD)
    if advocate.ips & friend.ips:
        found.add(Signal.SAME_IP)
    return found


def verdict_of(signals: Collection[Signal]) -> Signal | None:
    """Return the signal that settles the matter, None if there is none; the first in the order of `Signal`."""
    return next((signal for signal in Signal if signal in signals and signal in HARD), None)


def _common(one: "map[str]", other: "map[str]") -> set[str]:
    return (set(one) & set(other)) - {""}


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [_STREET_WORDS.get(word, word) for word in re.findall(r"\w+", plain)]
