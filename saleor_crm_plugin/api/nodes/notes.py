"""Notes about shoppers as the contract shows them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.callers import Caller
from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.api.permissions import Permission, is_permitted
from saleor_crm_plugin.profiles.queries.notes import NoteView

NOTE = "CrmProfileNote"
# What opens the notes of others to be changed.
OTHERS = (Permission.MANAGE_SETTINGS.value,)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteNode:
    """One note; `may_change` says whether who asks may edit and delete it."""

    id: str
    profile_id: str
    text: str
    author: str
    written_at: datetime
    edited_by: str | None
    edited_at: datetime | None
    may_change: bool


def note_node(note: NoteView, caller: Caller) -> NoteNode:
    """Return a note as the contract shows it to `caller`."""
    return NoteNode(
        id=id_encode(NOTE, note.note_id),
        profile_id=id_encode(PROFILE, note.profile_id),
        text=note.text,
        author=note.author,
        written_at=note.written_at,
        edited_by=note.edited_by or None,
        edited_at=note.edited_at,
        may_change=note.author == caller.actor or is_permitted(caller, OTHERS),
    )
