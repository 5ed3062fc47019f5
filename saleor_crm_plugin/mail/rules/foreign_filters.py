"""Calls the template filters of extensions: plain values in, plain text out, and a clear word when one fails."""

import json
from collections.abc import Callable
from decimal import Decimal

from saleor_crm_plugin.hooks import TemplateFilter

# Each filter with the name of its extension.
Filters = tuple[tuple[str, TemplateFilter], ...]
_TEXT_LENGTH_MAX = 20_000


class FilterFailed(Exception):
    """
    A filter raised, or returned something else than text; `error` is what it raised, or what is wrong with its answer.

    Not an error of Liquid's, which would print nothing in its place. The filter's own words are not kept:
    they may quote a shopper's data.
    """

    def __init__(self, *, extension: str, name: str, error: Exception) -> None:
        kind = type(error).__name__
        super().__init__(f"the filter {name} of the extension {extension} failed: {kind}")
        self.extension, self.name, self.error = extension, name, error


def guarded(extension: str, foreign: TemplateFilter) -> Callable[..., str]:
    """
    Return the filter as Liquid may call it.

    It gets copies of JSON values, so that neither Liquid's own objects nor the message's context are in its
    reach, and must return exactly a `str`: a subclass could pass for text that is escaped already.
    """

    def call(*values: object, **named: object) -> str:
        try:
            return _text(
                foreign.apply(
                    *(_plain(value) for value in values),
                    **{name: _plain(value) for name, value in named.items()},
                )
            )
        except Exception as error:  # noqa: BLE001 whatever it raises stops this message, with its class
            raise FilterFailed(extension=extension, name=foreign.name, error=error) from None

    return call


def _text(result: object) -> str:
    if type(result) is not str:
        raise TypeError(f"a filter returns a plain str, got {type(result).__name__}")
    if len(result) > _TEXT_LENGTH_MAX:
        raise ValueError(f"a filter returns at most {_TEXT_LENGTH_MAX} characters")
    return result


def _plain(value: object) -> object:
    """Return a copy of a JSON value; what is missing is `None`, and anything else its text."""
    if value is None or type(value) in (bool, int):
        return value
    if isinstance(value, str):
        return "".join(value)  # a plain string, also of one that is marked as safe
    if isinstance(value, float | Decimal):
        return str(value)
    if isinstance(value, dict | list):
        return json.loads(json.dumps(value))
    return None
