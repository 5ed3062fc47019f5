"""What staff note about shoppers."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.errors import Conflict, Invalid, NotFound
from saleor_crm_plugin.ingest.services.merges import profiles_merge, profiles_unmerge
from saleor_crm_plugin.profiles.models import MergeRecord, ProfileNote
from saleor_crm_plugin.profiles.services.erasure import profile_erase
from saleor_crm_plugin.profiles.services.notes import note_delete, note_edit, note_write
from tests.factories import NOON, make_profile

pytestmark = pytest.mark.django_db

AUTHOR = "staff:1"


def write(profile, text="likes linen", key="k1", author=AUTHOR, at=NOON) -> int:
    return note_write(profile_id=profile.pk, text=text, key=key, author=author, at=at)


def texts(profile) -> list[str]:
    rows = ProfileNote.objects.filter(profile=profile).order_by("pk")
    return list(rows.values_list("text", flat=True))


def merge(survivor, absorbed) -> None:
    profiles_merge(
        survivor_id=survivor.pk, absorbed_id=absorbed.pk, rule="staff", actor=AUTHOR, at=NOON
    )


def unmerge() -> None:
    profiles_unmerge(
        merge_id=MergeRecord.objects.get().pk,
        actor=AUTHOR,
        days_max=30,
        at=NOON + timedelta(hours=1),
    )


def test_a_note_says_who_wrote_it_and_when() -> None:
    ada = make_profile()

    write(ada, "  likes linen\nand blue ")

    note = ProfileNote.objects.get()
    assert (note.profile, note.text) == (ada, "likes linen\nand blue")
    assert (note.author, note.written_at) == (AUTHOR, NOON)
    assert (note.edited_by, note.edited_at) == ("", None)


def test_a_note_that_is_sent_twice_stands_once() -> None:
    ada = make_profile()

    first = write(ada)
    again = write(ada, at=NOON + timedelta(minutes=1))
    other = write(ada, author="staff:2")

    assert again == first
    assert other != first
    assert texts(ada) == ["likes linen", "likes linen"]
    assert ProfileNote.objects.get(pk=first).written_at == NOON


@pytest.mark.parametrize("_case", ["another text", "another profile"])
def test_a_key_that_was_used_for_another_note_is_refused(_case) -> None:
    ada, bo = make_profile(), make_profile()
    write(ada)

    with pytest.raises(Conflict):
        write(bo) if _case == "another profile" else write(ada, "likes silk")

    assert texts(ada) == ["likes linen"]
    assert texts(bo) == []


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        (" \n", "k", "a note needs a text"),
        ("x" * 2001, "k", "a note holds at most 2000 characters, got 2001"),
        ("fine", "", "a key has from 1 to 64 characters"),
        ("fine", "k" * 65, "a key has from 1 to 64 characters"),
    ],
)
def test_what_is_no_note_is_refused_and_not_repeated_in_the_message(text, key, message) -> None:
    with pytest.raises(Invalid) as refusal:
        write(make_profile(), text, key)

    assert str(refusal.value) == message
    assert ProfileNote.objects.exists() is False


def test_the_longest_note_fits() -> None:
    ada = make_profile()

    write(ada, " " + "ж" * 2000, "k" * 64)

    assert texts(ada) == ["ж" * 2000]


def test_nobody_writes_about_who_is_merged_erased_or_unknown() -> None:
    ada, bo, cy = make_profile(), make_profile(), make_profile()
    merge(ada, bo)
    profile_erase(profile_id=cy.pk, at=NOON)

    for profile_id in (bo.pk, cy.pk, 10**9):
        with pytest.raises(NotFound):
            note_write(profile_id=profile_id, text="x", key="k", author=AUTHOR, at=NOON)

    assert ProfileNote.objects.exists() is False


def test_a_changed_note_keeps_its_author_and_tells_who_changed_it() -> None:
    note_id = write(make_profile())

    note_edit(note_id=note_id, text="likes silk", actor="staff:2", at=NOON + timedelta(days=1))

    note = ProfileNote.objects.get()
    assert (note.text, note.author, note.written_at) == ("likes silk", AUTHOR, NOON)
    assert (note.edited_by, note.edited_at) == ("staff:2", NOON + timedelta(days=1))


def test_the_same_text_again_is_no_change() -> None:
    note_id = write(make_profile())

    note_edit(note_id=note_id, text=" likes linen ", actor="staff:2", at=NOON)

    assert ProfileNote.objects.get().edited_at is None


def test_a_change_to_nothing_is_refused() -> None:
    note_id = write(make_profile())

    with pytest.raises(Invalid):
        note_edit(note_id=note_id, text="", actor=AUTHOR, at=NOON)

    assert ProfileNote.objects.get().text == "likes linen"


def test_nothing_of_a_deleted_note_stays() -> None:
    ada = make_profile()
    kept = write(ada, "stays", "k0")
    gone = write(ada)

    note_delete(note_id=gone)

    assert list(ProfileNote.objects.values_list("pk", flat=True)) == [kept]
    with pytest.raises(NotFound):
        note_delete(note_id=gone)
    with pytest.raises(NotFound):
        note_edit(note_id=gone, text="x", actor=AUTHOR, at=NOON)


def test_a_merge_takes_notes_along_and_its_undoing_brings_them_back() -> None:
    # given
    ada, bo = make_profile(), make_profile()
    write(ada, "about Ada", "1")
    write(bo, "about Bo", "2")
    deleted = write(bo, "about Bo, too", "3")

    # when
    merge(ada, bo)
    together = texts(ada)
    write(ada, "about both", "4")
    note_delete(note_id=deleted)
    unmerge()

    # then
    assert together == ["about Ada", "about Bo", "about Bo, too"]
    assert texts(ada) == ["about Ada", "about both"]
    assert texts(bo) == ["about Bo"]


def test_a_merge_from_before_there_were_notes_can_be_undone() -> None:
    ada, bo = make_profile(), make_profile()
    merge(ada, bo)
    record = MergeRecord.objects.get()
    del record.moved_rows["notes"]
    record.save()

    unmerge()

    bo.refresh_from_db()
    assert bo.state == "active"


def test_no_note_outlives_the_erasure_of_whom_it_is_about() -> None:
    # given
    ada, bo, cy = make_profile(), make_profile(), make_profile()
    write(bo, "before the merge", "1")
    merge(ada, bo)
    write(ada, "after the merge", "2")
    write(cy, "about Cy", "3")

    # when
    profile_erase(profile_id=ada.pk, at=NOON)

    # then
    assert list(ProfileNote.objects.values_list("text", flat=True)) == ["about Cy"]
