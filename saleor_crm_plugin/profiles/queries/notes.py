"""Reads what staff wrote about shoppers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from saleor_crm_plugin.profiles.models import ProfileNote


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """One note; `edited_at` is None and `edited_by` empty while it is as it was written."""

    note_id: int
    profile_id: int
    text: str
    author: str
    written_at: datetime
    edited_by: str
    edited_at: datetime | None


def notes_listed(*, profile_id: int) -> QuerySet[ProfileNote]:
    """Return the notes about one profile, in no order; for pages."""
    return ProfileNote.objects.filter(profile_id=profile_id)


def note_found(note_id: int) -> NoteView | None:
    """Return one note, None if there is none of this id."""
    row = ProfileNote.objects.filter(pk=note_id).first()
    return None if row is None else note_view(row)


def note_view(row: ProfileNote) -> NoteView:
    """Return the value of a stored note."""
    return NoteView(
        note_id=row.pk,
        profile_id=row.profile_id,
        text=row.text,
        author=row.author,
        written_at=row.written_at,
        edited_by=row.edited_by,
        edited_at=row.edited_at,
    )
