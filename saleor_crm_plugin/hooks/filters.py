"""Template filters: what an extension adds to the Liquid of mail templates."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFilter:
    """
    A filter for templates: `{{ value | name }}` or `{{ value | name: 1, "x" }}`.

    `name` has at most 31 lower-case letters, digits and underscores, and is none of ours or of Liquid's own.
    `apply(value, *arguments)` gets JSON values (a copy; `None` for what is missing) and returns a plain `str`,
    which is escaped in HTML like every other text. It must be pure and quick: it is called while a message
    is written. What it raises, or another type, stops that message as `template_failed` and is counted.
    """

    name: str
    apply: Callable[..., str]


# Every filter of python-liquid, whether mail templates have it or not, and the CRM's own.
TAKEN_NAMES = frozenset(
    [
        "abs",
        "append",
        "at_least",
        "at_most",
        "base64_decode",
        "base64_encode",
        "base64_url_safe_decode",
        "base64_url_safe_encode",
        "capitalize",
        "ceil",
        "compact",
        "concat",
        "date",
        "default",
        "divided_by",
        "downcase",
        "escape",
        "escape_once",
        "escapejs",
        "find",
        "find_index",
        "first",
        "floor",
        "has",
        "integer",
        "join",
        "last",
        "lstrip",
        "map",
        "minus",
        "modulo",
        "money",
        "newline_to_br",
        "plus",
        "prepend",
        "reject",
        "remove",
        "remove_first",
        "remove_last",
        "replace",
        "replace_first",
        "replace_last",
        "reverse",
        "round",
        "rstrip",
        "safe",
        "size",
        "slice",
        "sort",
        "sort_natural",
        "split",
        "squish",
        "strip",
        "strip_html",
        "strip_newlines",
        "sum",
        "times",
        "truncate",
        "truncatewords",
        "uniq",
        "upcase",
        "url_decode",
        "url_encode",
        "where",
    ]
)
