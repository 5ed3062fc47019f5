"""Notes about shoppers, as GraphQL types and roots."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, PAGE, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError


@strawberry.type(description="What staff noted about a shopper; he never sees it.")
class CrmProfileNote:
    id: strawberry.ID = shown("The note's id.")
    profile_id: strawberry.ID = shown("Whom it is about.")
    text: str = shown("What was noted.")
    author: str = shown("Who wrote it, as a kind and an id.")
    written_at: datetime = shown("When.")
    edited_by: str | None = shown("Who changed it last; null while it is as it was written.")
    edited_at: datetime | None = shown("When it was changed last.")
    may_change: bool = shown("Whether you may change and delete it.")


@strawberry.type(name="CrmProfileNoteCountableEdge")
class NoteEdge(Edge[CrmProfileNote]):
    """A row of a page of notes."""


@strawberry.type(name="CrmProfileNoteCountableConnection")
class NoteConnection(Connection[NoteEdge]):
    """A page of notes."""

    total_count: int = asked("CrmProfileNoteCountableConnection.totalCount", COUNT)


@strawberry.input(description="What to note about whom.")
class CrmProfileNoteWriteInput:
    profile_id: strawberry.ID = shown("The profile.")
    text: str = shown("What to note; at most 2,000 characters.")
    key: str = shown("Made up by the caller; the same again writes nothing more.")


@strawberry.input(description="What a note says from now on.")
class CrmProfileNoteEditInput:
    id: strawberry.ID = shown("The note.")
    text: str = shown("Its text; at most 2,000 characters.")


@strawberry.type
class CrmProfileNoteWrite:
    """The answer of `crmProfileNoteWrite`."""

    errors: list[CrmError] = shown(ERRORS)
    note: CrmProfileNote | None = shown("The note.")


@strawberry.type
class CrmProfileNoteEdit:
    """The answer of `crmProfileNoteEdit`."""

    errors: list[CrmError] = shown(ERRORS)
    note: CrmProfileNote | None = shown("The note as it is now.")


@strawberry.type
class CrmProfileNoteDelete:
    """The answer of `crmProfileNoteDelete`."""

    errors: list[CrmError] = shown(ERRORS)


@strawberry.type
class NotesQuery:
    """Questions about notes."""

    crm_profile_notes: NoteConnection = asked(
        "Query.crmProfileNotes",
        "What staff noted about a shopper, newest first.",
        {"profile_id": (strawberry.ID, "The profile."), **PAGE},
    )


@strawberry.type
class NotesMutation:
    """Changes of notes."""

    crm_profile_note_write: CrmProfileNoteWrite = asked(
        "Mutation.crmProfileNoteWrite",
        "Notes something about a shopper.",
        {"input": (CrmProfileNoteWriteInput, "What, and about whom.")},
    )
    crm_profile_note_edit: CrmProfileNoteEdit = asked(
        "Mutation.crmProfileNoteEdit",
        "Changes a note of your own; that of another needs MANAGE_SETTINGS, too.",
        {"input": (CrmProfileNoteEditInput, "Which, and its text.")},
    )
    crm_profile_note_delete: CrmProfileNoteDelete = asked(
        "Mutation.crmProfileNoteDelete",
        "Deletes a note of your own; that of another needs MANAGE_SETTINGS, too.",
        {"id": (strawberry.ID, "The note.")},
    )
