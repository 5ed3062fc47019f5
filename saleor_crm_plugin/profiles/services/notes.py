"""Writes what staff note about a shopper; who may change whose notes is for the caller to say."""

from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.errors import Conflict, Invalid, NotFound
from saleor_crm_plugin.profiles.models import Profile, ProfileNote, ProfileState
from saleor_crm_plugin.profiles.rules.notes import KEY_LENGTH_MAX, text_problem


@transaction.atomic
def note_write(*, profile_id: int, text: str, key: str, author: str, at: datetime) -> int:
    """
    Write a note about a profile and return its number, once per `author` and `key`.

    :raises Invalid: the text is empty or too long, or the key is.
    :raises NotFound: no live profile has this id.
    :raises Conflict: the author used the key for a note about somebody else or of another text.
    """
    text = _checked(text)
    if not key or len(key) > KEY_LENGTH_MAX:
        raise Invalid(f"a key has from 1 to {KEY_LENGTH_MAX} characters", field="key")
    profile = Profile.objects.select_for_update(no_key=True).filter(pk=profile_id).first()
    if profile is None or profile.state != ProfileState.ACTIVE:
        raise NotFound(f"there is no live profile {profile_id}")
    note, is_new = ProfileNote.objects.get_or_create(
        author=author,
        key=key,
        defaults={"profile": profile, "text": text, "written_at": at},
    )
    if not is_new and (note.profile_id, note.text) != (profile_id, text):
        raise Conflict("another note was written with this key")
    return note.pk


@transaction.atomic
def note_edit(*, note_id: int, text: str, actor: str, at: datetime) -> None:
    """
    Change the text of a note; the same text again changes nothing.

    :raises Invalid: the text is empty or too long.
    :raises NotFound: there is no such note.
    """
    text = _checked(text)
    note = ProfileNote.objects.select_for_update().filter(pk=note_id).first()
    if note is None:
        raise NotFound(f"there is no note {note_id}")
    if note.text == text:
        return
    note.text, note.edited_by, note.edited_at = text, actor, at
    note.save(update_fields=["text", "edited_by", "edited_at"])


def note_delete(*, note_id: int) -> None:
    """
    Delete a note; nothing of it stays.

    :raises NotFound: there is no such note.
    """
    deleted, _ = ProfileNote.objects.filter(pk=note_id).delete()
    if not deleted:
        raise NotFound(f"there is no note {note_id}")


def _checked(text: str) -> str:
    if problem := text_problem(text):
        raise Invalid(problem, field="text")
    return text.strip()
