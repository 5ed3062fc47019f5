"""The question what an import would make of a file; nothing of the file is stored or logged."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime

from saleor_crm_plugin import conf
from saleor_crm_plugin.api.contents import file_content
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.import_previews import (
    FilePreviewAsk,
    ImportChoices,
    ImportPreviewNode,
)
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.ingest.queries import import_mappings
from saleor_crm_plugin.segments.queries import rfm_scope_default

_EARLIER_IMPORTS = 20
_CHOICES_MAX = 200
_MAPPING_LENGTH_MAX = 65_536
# What an upload brings beside the file and its mapping: the document, names, JSON's quotation marks.
_ENVELOPE_BYTES = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreviewInput:
    """The beginning of a file in base64, and what was chosen so far."""

    kind: str
    content: str
    is_whole: bool = True
    mapping: str = ""
    choices: ImportChoices = field(default_factory=ImportChoices)
    language_code: str = ""
    time_zone: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreviewArguments:
    """The arguments of `crmImportPreview`."""

    input: ImportPreviewInput


def import_preview(inquiry: Inquiry, arguments: ImportPreviewArguments) -> ImportPreviewNode:
    """
    Return what an import would make of the beginning of a file.

    :raises CrmError: an argument is not acceptable, or the file is damaged.
    """
    wanted = arguments.input
    _check_sizes(wanted)
    kind = wanted.kind.lower()
    scope = rfm_scope_default()
    made_at = min(wanted.made_at or inquiry.at, inquiry.at)
    preview = inquiry.file_preview(
        FilePreviewAsk(
            kind=kind,
            content=file_content(wanted.content),
            is_whole=wanted.is_whole,
            language_code=wanted.language_code,
            time_zone=wanted.time_zone,
            made_at=made_at.replace(microsecond=0),
            mapping_text=wanted.mapping,
            choices=wanted.choices,
            channel=scope.channel if scope else "",
            currency=scope.currency if scope else "",
            earlier_mappings=import_mappings(kind=kind, limit=_EARLIER_IMPORTS),
        )
    )
    return replace(preview, content_bytes_max=_content_bytes_max(preview.mapping))


def _check_sizes(wanted: ImportPreviewInput) -> None:
    choices = wanted.choices
    if len(wanted.mapping) > _MAPPING_LENGTH_MAX:
        raise Invalid(
            f"a mapping has at most {_MAPPING_LENGTH_MAX} characters, got {len(wanted.mapping)}",
            field="mapping",
        )
    for name, chosen in (
        ("columns", choices.columns),
        ("words", choices.words),
        ("dateFormats", choices.date_formats),
    ):
        if chosen is not None and len(chosen) > _CHOICES_MAX:
            raise Invalid(f"at most {_CHOICES_MAX} {name}, got {len(chosen)}", field=name)


def _content_bytes_max(mapping: str) -> int:
    """Return how many bytes a file may have to be uploaded with `mapping`: base64 takes four for three."""
    mapping_bytes = len(json.dumps(mapping, ensure_ascii=False).encode())
    left = conf.current().graphql_body_bytes_max - _ENVELOPE_BYTES - mapping_bytes
    return max(0, left // 4 * 3)
