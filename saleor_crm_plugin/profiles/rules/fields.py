"""What a value of an extension's field is, in a row and back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from saleor_crm_plugin.facts import JsonValue
from saleor_crm_plugin.hooks import FieldKind

TEXT_LENGTH_MAX = 200
INTEGER_MAX = 10**15 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ValueRefused(Exception):
    """A value that a field of this kind cannot hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredValue:
    """A value as a row keeps it: as text, and as the number it is compared by."""

    text: str
    number: int | None


def value_stored(value: object, *, kind: FieldKind) -> StoredValue:
    """
    Return a value as its row keeps it.

    :raises ValueRefused: it is of another type, too long, too large, or an instant without a zone.
    """
    match kind, value:
        case FieldKind.BOOLEAN, bool():
            return StoredValue(text="true" if value else "false", number=int(value))
        case FieldKind.INTEGER, int() if type(value) is int and abs(value) <= INTEGER_MAX:
            return StoredValue(text=str(value), number=value)
        case FieldKind.INSTANT, datetime() if value.tzinfo is not None:
            instant = value.astimezone(UTC)
            return StoredValue(text=instant.isoformat(), number=microseconds(instant))
        case FieldKind.TEXT, str() if len(value) <= TEXT_LENGTH_MAX and "\x00" not in value:
            return StoredValue(text="".join(value), number=None)
    raise ValueRefused(f"a field of kind {kind} cannot hold this {type(value).__name__}")


def value_shown(*, kind: str, text: str, number: int | None) -> JsonValue:
    """Return the value as a template sees it: integers and booleans as such, instants as ISO 8601."""
    if kind == FieldKind.BOOLEAN:
        return bool(number)
    return number if kind == FieldKind.INTEGER else text


def microseconds(instant: datetime) -> int:
    """Return an aware instant as whole microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def bound_read(text: str) -> tuple[tuple[FieldKind, ...], int]:
    """
    Return which kinds of field a bound of a range compares with, and its number.

    Digits are an integer, anything else an ISO 8601 instant; one without a zone is UTC.

    :raises ValueRefused: it is neither.
    """
    if text.removeprefix("-").isdecimal() and text.isascii():
        number = int(text)
        if abs(number) > INTEGER_MAX:
            raise ValueRefused("a whole number has at most 15 digits")
        return (FieldKind.INTEGER, FieldKind.BOOLEAN), number
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=UTC)
        return (FieldKind.INSTANT,), microseconds(instant)
    except (ValueError, OverflowError):
        raise ValueRefused("a range needs whole numbers or ISO 8601 instants") from None
