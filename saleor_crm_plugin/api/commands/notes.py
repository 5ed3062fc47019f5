"""Writing, changing and deleting notes about shoppers."""

from dataclasses import dataclass

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.notes import NOTE, OTHERS, NoteNode, note_node
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.api.permissions import require
from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.profiles.queries.notes import note_found
from saleor_crm_plugin.profiles.services import notes


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWriteInput:
    """About whom, what, and the key that makes it stand once."""

    profile_id: str
    text: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWriteArguments:
    """The arguments of `crmProfileNoteWrite`."""

    input: NoteWriteInput


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteEditInput:
    """Which note, and its text from now on."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteEditArguments:
    """The arguments of `crmProfileNoteEdit`."""

    input: NoteEditInput


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDeleteArguments:
    """The arguments of `crmProfileNoteDelete`."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePayload(Payload):
    """The note as it is now; none once it is deleted."""

    note: NoteNode | None = None


def note_write(inquiry: Inquiry, arguments: NoteWriteArguments) -> NotePayload:
    """
    Write a note; the same key again writes nothing more.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    note_id = notes.note_write(
        profile_id=id_decode(PROFILE, wanted.profile_id, field="profileId"),
        text=wanted.text,
        key=wanted.key,
        author=inquiry.caller.actor,
        at=inquiry.at,
    )
    return _shown(inquiry, note_id)


def note_edit(inquiry: Inquiry, arguments: NoteEditArguments) -> NotePayload:
    """
    Change a note: one's own, or with MANAGE_SETTINGS anybody's.

    :raises CrmError: refused; nothing was written.
    """
    note_id = _changeable(inquiry, arguments.input.id)
    notes.note_edit(
        note_id=note_id, text=arguments.input.text, actor=inquiry.caller.actor, at=inquiry.at
    )
    return _shown(inquiry, note_id)


def note_delete(inquiry: Inquiry, arguments: NoteDeleteArguments) -> NotePayload:
    """
    Delete a note: one's own, or with MANAGE_SETTINGS anybody's.

    :raises CrmError: refused; nothing was written.
    """
    notes.note_delete(note_id=_changeable(inquiry, arguments.id))
    return NotePayload()


def _changeable(inquiry: Inquiry, written_id: str) -> int:
    note_id = id_decode(NOTE, written_id, field="id")
    note = note_found(note_id)
    if note is None:
        raise NotFound(f"there is no note {note_id}")
    if note.author != inquiry.caller.actor:
        require(inquiry.caller, OTHERS)
    return note_id


def _shown(inquiry: Inquiry, note_id: int) -> NotePayload:
    note = note_found(note_id)
    return NotePayload(note=None if note is None else note_node(note, inquiry.caller))
