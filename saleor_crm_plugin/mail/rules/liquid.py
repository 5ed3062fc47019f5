"""
Compiles and renders mail templates: Liquid without includes, with limits, on plain values only.

Liquid itself is imported by who compiles: every process of a host that starts has this module, and few send mail.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.mail.rules import filters as own_filters
from saleor_crm_plugin.mail.rules.foreign_filters import FilterFailed, Filters, guarded
from saleor_crm_plugin.mail.rules.mime import one_line

if TYPE_CHECKING:
    import liquid

_TAGS = frozenset(
    {"if", "unless", "case", "for", "break", "continue", "assign", "capture", "cycle"}
)
# No filter that multiplies its input (replace, split, join, times): limits count only what is printed or assigned.
_BUILTIN_FILTERS = frozenset(
    {
        "append",
        "capitalize",
        "default",
        "downcase",
        "escape",
        "first",
        "last",
        "minus",
        "newline_to_br",
    }
    | {"plus", "prepend", "size", "strip", "truncate", "upcase", "url_encode"}
)
_OWN_FILTERS = {
    "money": own_filters.money,
    "integer": own_filters.integer,
}
# `(1..100000000)`, outside of quoted strings: a range may be expanded into a list before any limit counts.
_MARKUP = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SUBJECT_LENGTH_MAX = 200
_SOURCE_LENGTH_MAX = 200_000


class TemplateRefused(CrmError):
    """A template cannot be published: what is wrong stands at `line` (from 1) of `part`."""

    code = "TEMPLATE_REFUSED"

    def __init__(self, *, part: str, line: int, problem: str) -> None:
        super().__init__(f"{part}, line {line}: {problem}")
        self.part, self.line = part, line


class TemplateFailed(CrmError):
    """
    A published template could not be rendered: a limit was reached or a value does not fit.

    `failed` says which extension's filter it was, if it was one.
    """

    code = "TEMPLATE_FAILED"

    def __init__(self, message: str, *, failed: FilterFailed | None = None) -> None:
        super().__init__(message)
        self.failed = failed


def _limited() -> "type[liquid.Environment]":
    import liquid

    class Limited(liquid.Environment):
        """Liquid's own limits: iterations, bytes assigned, bytes printed, nesting."""

        loop_iteration_limit = 2_000
        local_namespace_limit = 64_000
        output_stream_limit = 400_000
        block_nesting_limit: ClassVar[int] = 10
        context_depth_limit: ClassVar[int] = 10

    return Limited


@lru_cache(maxsize=8)
def _environment(*, autoescape: bool, added: Filters = ()) -> "liquid.Environment":
    from liquid.filter import with_context

    environment = _limited()(autoescape=autoescape, strict_filters=True)
    for name in [tag for tag in environment.tags if tag.isalpha() and tag not in _TAGS | _PLAIN]:
        del environment.tags[name]
    environment.filters = (
        {foreign.name: guarded(extension, foreign) for extension, foreign in added}
        | {
            name: function
            for name, function in environment.filters.items()
            if name in _BUILTIN_FILTERS
        }
        | _OWN_FILTERS
        | {"date": with_context(own_filters.date)}
    )
    return environment


# What the parser itself registers for text and output; `comment` and `raw` print no value.
_PLAIN = frozenset({"content", "literal", "output", "illegal", "comment", "raw", "doc"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The three parts of a template as a merchant writes them."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The three parts of one message as the shopper gets them; the subject is one line."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template ready to render many messages."""

    subject: "liquid.BoundTemplate"
    html: "liquid.BoundTemplate"
    text: "liquid.BoundTemplate"

    def rendered(self, context: JsonObject) -> Rendered:
        """
        Return the message for `context`, which holds JSON values only.

        Values are escaped in HTML and printed as they are in the subject and the text; Liquid in a value
        is not interpreted. A name that `context` lacks prints nothing.

        :raises TemplateFailed: a limit was reached, or a value does not fit its filter.
        """
        from liquid.exceptions import LiquidError

        try:
            subject = one_line(self.subject.render(context))[:_SUBJECT_LENGTH_MAX]
            return Rendered(
                subject=subject,
                html=self.html.render(context, subject=subject),
                text=self.text.render(context, subject=subject),
            )
        except FilterFailed as failed:
            raise TemplateFailed(str(failed), failed=failed) from None
        except (LiquidError, ArithmeticError, TypeError, ValueError, RecursionError) as error:
            # The error's own text may quote a shopper's data.
            raise TemplateFailed(f"rendering stopped: {type(error).__name__}") from None


@lru_cache(maxsize=64)
def compiled(source: Source, *, filters: Filters = ()) -> Compiled:
    """
    Return `source` ready to render; the last 64 are kept, as most messages share few templates.

    `filters` are those of extensions, each with its extension's name; they cannot shadow ours.

    :raises TemplateRefused: a syntax error, or a tag or filter that mail templates do not have.
    """
    html = _environment(autoescape=True, added=filters)
    text = _environment(autoescape=False, added=filters)
    return Compiled(
        subject=_parsed("subject", source.subject, text),
        html=_parsed("html", source.html, html),
        text=_parsed("text", source.text, text),
    )


def _parsed(part: str, source: str, environment: "liquid.Environment") -> "liquid.BoundTemplate":
    from liquid.exceptions import LiquidError

    if len(source) > _SOURCE_LENGTH_MAX:
        raise TemplateRefused(
            part=part, line=1, problem=f"longer than {_SOURCE_LENGTH_MAX} characters"
        )
    try:
        template = environment.from_string(source)
        used = template.analyze(include_partials=False).filters
    except LiquidError as error:
        where = error.context()
        raise TemplateRefused(
            part=part, line=where[0] if where else 1, problem=str(error.message)
        ) from error
    except RecursionError as error:
        raise TemplateRefused(part=part, line=1, problem="nested too deeply") from error
    for markup in _MARKUP.finditer(source):
        if ".." in _QUOTED.sub("", markup.group()):
            line = _line(source, markup.start())
            raise TemplateRefused(part=part, line=line, problem="mail templates have no ranges")
    for name, spans in used.items():
        if name not in environment.filters:
            line = _line(source, spans[0].index)
            raise TemplateRefused(part=part, line=line, problem=f"unknown filter '{name}'")
    return template


def _line(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1
