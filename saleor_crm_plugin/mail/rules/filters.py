"""The filters that mail templates have beside Liquid's own: money and date."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from saleor_crm_plugin.facts import Money

if TYPE_CHECKING:
    from liquid import RenderContext

_DATE_FORMATS = {"en": "%-d %B %Y", "zh": "%Y年%-m月%-d日"}
_DATE_LENGTH_MAX = 64


def money(value: object) -> str:
    """
    Return an amount as shoppers read it: `1,234.50 EUR`, `1,200 JPY`.

    `value` is `{"minor": 123450, "currency": "EUR"}`, minor units; anything else prints nothing.
    """
    if not isinstance(value, dict):
        return ""
    minor, currency = value.get("minor"), value.get("currency")
    if not isinstance(minor, int) or not isinstance(currency, str):
        return ""
    try:
        amount = Money.from_minor(minor, currency).amount
    except ValueError:
        return ""
    return f"{amount:,f} {currency}"


def date(value: object, pattern: str = "", *, context: "RenderContext") -> str:
    """
    Return an instant as the recipient's wall clock shows it.

    `value` is ISO 8601 with an offset; anything else prints nothing. Without a `pattern` (as of
    `strftime`) the language of the message decides. The zone is the template's `time_zone`. Liquid has to be
    told that it wants the context.
    """
    if not isinstance(value, str) or len(value) > _DATE_LENGTH_MAX:
        return ""
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return ""
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    local = instant.astimezone(ZoneInfo(str(context.resolve("time_zone", default="UTC"))))
    language = str(context.resolve("language", default="en")).split("-", maxsplit=1)[0]
    chosen = str(pattern)[:_DATE_LENGTH_MAX] or _DATE_FORMATS.get(language, _DATE_FORMATS["en"])
    return local.strftime(chosen)


def integer(value: object) -> str:
    """Return a whole number with its thousands apart: `12,345`; anything else prints nothing."""
    try:
        return f"{int(Decimal(str(value))):,d}"
    except (InvalidOperation, ValueError, OverflowError):
        return ""
