"""Starting an import of an uploaded file; a worker does it."""

from dataclasses import dataclass

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.contents import file_content
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.ingest import ImportNode, import_node
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.ingest.services.uploads import ImportOrder, import_request

_FILE_NAME_LENGTH_MAX = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportInput:
    """What to import and how; `content` is the file in base64, `mapping` is TOML."""

    kind: str
    file_name: str
    content: str
    mapping: str
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCreateArguments:
    """The arguments of `crmImportCreate`."""

    input: ImportInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPayload(Payload):
    """The import that was asked for."""

    import_: ImportNode | None = None


def import_create(inquiry: Inquiry, arguments: ImportCreateArguments) -> ImportPayload:
    """
    Ask for an import in the background.

    :raises CrmError: the mapping, the file's name or its content is not acceptable; nothing was stored.
    """
    wanted = arguments.input
    kind = wanted.kind.lower()
    summary = import_request(
        order=ImportOrder(
            kind=kind,
            host=inquiry.mapping_check(text=wanted.mapping, kind=kind),
            file_name=_file_name(wanted.file_name),
            content=file_content(wanted.content),
            mapping_text=wanted.mapping,
            is_dry_run=wanted.is_dry_run,
        ),
        actor=inquiry.caller.actor,
        at=inquiry.at,
    )
    return ImportPayload(import_=import_node(summary))


def _file_name(name: str) -> str:
    if not 0 < len(name) <= _FILE_NAME_LENGTH_MAX or not name.isprintable():
        raise Invalid(
            f"a file name has 1 to {_FILE_NAME_LENGTH_MAX} printable characters, got {len(name)}",
            field="file_name",
        )
    return name
