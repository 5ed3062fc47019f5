"""What the answers of Saleor's mutations say, and what a coupon's values are in Saleor's units."""

from decimal import Decimal
from typing import Any

from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.loyalty.queries.carriers import CarrierRefused
from saleor_crm_plugin.loyalty.rules.rewards import RewardValue

_TAKEN = {"ALREADY_EXISTS", "UNIQUE"}
_GONE = {"NOT_FOUND"}


def is_taken(payload: dict[str, Any]) -> bool:
    """Return whether a mutation was refused because the code exists."""
    return any(error["code"] in _TAKEN for error in payload["errors"])


def is_gone(payload: dict[str, Any]) -> bool:
    """Return whether a mutation was refused because there is no such object."""
    return any(error["code"] in _GONE for error in payload["errors"])


def check(payload: dict[str, Any], what: str) -> dict[str, Any]:
    """
    Return the payload of a mutation that Saleor took.

    :raises CarrierRefused: it has errors; the message names fields and codes, never values.
    """
    if errors := payload["errors"]:
        found = ", ".join(f"{error['field']} {error['code']}" for error in errors)
        raise CarrierRefused(f"Saleor refused {what}: {found}")
    return payload


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the objects of one page of a connection."""
    return [edge["node"] for edge in connection["edges"]]


def amount(minor: int, value: RewardValue) -> Decimal:
    """Return minor units of a value's currency in major ones, exactly."""
    return Money.from_minor(minor, value.currency).amount
