"""What staff note about shoppers, over GraphQL."""

import logging

import pytest

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.profiles.models import Profile, ProfileNote
from tests.factories import make_profile
from tests.hosts.graphql_client import ask, document, refused, staff_token, token_of

pytestmark = pytest.mark.django_db


def about(profile: Profile, text: str = "likes linen", key: str = "k1") -> dict:
    return {"profileId": id_encode("CrmProfile", profile.pk), "text": text, "key": key}


def texts(token: str, profile: Profile, **page) -> list[str]:
    found = ask("CrmProfileNotes", token, profileId=id_encode("CrmProfile", profile.pk), **page)
    return [edge["node"]["text"] for edge in found["edges"]]


def test_staff_write_change_and_delete_their_own_note() -> None:
    # given
    ada, token = make_profile(), staff_token("MANAGE_USERS")

    # when
    written = ask("CrmProfileNoteWrite", token, input=about(ada))
    again = ask("CrmProfileNoteWrite", token, input=about(ada))
    note_id = written["note"]["id"]
    changed = ask("CrmProfileNoteEdit", token, input={"id": note_id, "text": "likes silk"})
    listed = texts(token, ada)
    deleted = ask("CrmProfileNoteDelete", token, id=note_id)

    # then
    assert written["errors"] == []
    assert again["note"]["id"] == note_id
    note = ProfileNote(author=written["note"]["author"])
    assert note.author.startswith("token:")
    assert (written["note"]["editedBy"], written["note"]["mayChange"]) == (None, True)
    assert (changed["note"]["text"], changed["note"]["editedBy"]) == ("likes silk", note.author)
    assert listed == ["likes silk"]
    assert deleted == {"errors": []}
    assert texts(token, ada) == []


def test_notes_come_in_pages_newest_first_also_by_a_merged_profile() -> None:
    # given
    ada, bo, token = make_profile(), make_profile(), staff_token()
    for number in range(3):
        ask("CrmProfileNoteWrite", token, input=about(bo, f"note {number}", f"k{number}"))
    pair = {
        "survivorId": id_encode("CrmProfile", ada.pk),
        "absorbedId": id_encode("CrmProfile", bo.pk),
    }
    ask("CrmProfileMerge", token, input=pair)

    # when
    page = ask("CrmProfileNotes", token, profileId=pair["absorbedId"], first=2)
    rest = texts(token, ada, first=2, after=page["pageInfo"]["endCursor"])

    # then
    assert page["totalCount"] == 3
    assert [edge["node"]["text"] for edge in page["edges"]] == ["note 2", "note 1"]
    assert rest == ["note 0"]


def test_there_are_no_notes_about_nobody() -> None:
    nobody = id_encode("CrmProfile", 10**6)

    assert ask("CrmProfileNotes", staff_token(), profileId=nobody)["totalCount"] == 0


def test_a_note_of_another_is_changed_only_by_who_runs_the_crm() -> None:
    # given
    ada = make_profile()
    author, colleague = staff_token("MANAGE_USERS"), staff_token("MANAGE_USERS")
    note_id = ask("CrmProfileNoteWrite", author, input=about(ada))["note"]["id"]
    change = {"input": {"id": note_id, "text": "x"}}

    # when
    seen = ask("CrmProfileNotes", colleague, profileId=id_encode("CrmProfile", ada.pk))
    denied = [
        refused(document("CrmProfileNoteEdit"), colleague, **change),
        refused(document("CrmProfileNoteDelete"), colleague, id=note_id),
    ]

    # then
    assert seen["edges"][0]["node"]["mayChange"] is False
    assert denied == [["PermissionDenied"], ["PermissionDenied"]]
    assert ProfileNote.objects.get().text == "likes linen"
    lead = staff_token("MANAGE_USERS", "MANAGE_SETTINGS")
    changed = ask("CrmProfileNoteEdit", lead, **change)
    assert (changed["note"]["text"], changed["note"]["mayChange"]) == ("x", True)
    assert changed["note"]["author"] != changed["note"]["editedBy"]
    ask("CrmProfileNoteDelete", lead, id=note_id)
    assert ProfileNote.objects.exists() is False


def test_what_is_refused_says_why_and_writes_nothing() -> None:
    ada, token = make_profile(), staff_token()

    long = ask("CrmProfileNoteWrite", token, input=about(ada, "x" * 2001))
    nobody = ask(
        "CrmProfileNoteWrite",
        token,
        input=about(ada) | {"profileId": id_encode("CrmProfile", 10**6)},
    )
    missing = id_encode("CrmProfileNote", 10**6)
    gone = ask("CrmProfileNoteEdit", token, input={"id": missing, "text": "x"})
    gone_too = ask("CrmProfileNoteDelete", token, id=missing)

    assert long["errors"] == [
        {
            "field": "text",
            "message": "a note holds at most 2000 characters, got 2001",
            "code": "INVALID",
        }
    ]
    assert [answer["errors"][0]["code"] for answer in (nobody, gone, gone_too)] == ["NOT_FOUND"] * 3
    assert ProfileNote.objects.exists() is False


def test_no_log_repeats_a_note(caplog) -> None:
    ada, token = make_profile(), staff_token()

    with caplog.at_level(logging.DEBUG):
        ask("CrmProfileNoteWrite", token, input=about(ada, "secretlinen"))
        ask("CrmProfileNoteWrite", token, input=about(ada, "secretlinen" * 200, "k2"))

    assert "secretlinen" not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )


def test_notes_are_for_staff_with_the_permission() -> None:
    ada = make_profile()
    about_ada = id_encode("CrmProfile", ada.pk)
    for token in (staff_token("MANAGE_ORDERS"), token_of(ada), ""):
        assert refused(document("CrmProfileNotes"), token, profileId=about_ada) == [
            "PermissionDenied"
        ]
        assert refused(document("CrmProfileNoteWrite"), token, input=about(ada)) == [
            "PermissionDenied"
        ]
    assert ProfileNote.objects.exists() is False
