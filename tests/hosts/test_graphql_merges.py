"""Merging two shoppers over GraphQL, and undoing it."""

import pytest

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.profiles.models import MergeRecord, Profile
from tests.factories import make_profile
from tests.hosts.graphql_client import ask, document, refused, staff_token

pytestmark = pytest.mark.django_db


def pair(first, second) -> dict:
    return {
        "survivorId": id_encode("CrmProfile", first.pk),
        "absorbedId": id_encode("CrmProfile", second.pk),
    }


def test_staff_merge_two_shoppers_and_undo_it() -> None:
    # given
    first, second, other = make_profile(), make_profile(), make_profile()
    token = staff_token("MANAGE_USERS")

    # when
    merged = ask("CrmProfileMerge", token, input=pair(first, second))
    again = ask("CrmProfileMerge", token, input=pair(first, second))
    listed = ask("CrmProfileMerges", token, profileId=id_encode("CrmProfile", second.pk))
    undone = ask("CrmProfileUnmerge", token, id=merged["merge"]["id"])
    repeated = ask("CrmProfileUnmerge", token, id=merged["merge"]["id"])

    # then
    assert (merged["errors"], merged["merge"]["rule"]) == ([], "staff")
    assert again["merge"]["id"] == merged["merge"]["id"]
    assert [edge["node"]["id"] for edge in listed["edges"]] == [merged["merge"]["id"]]
    assert undone["merge"]["undoneAt"] is not None
    assert repeated == undone
    assert set(Profile.objects.values_list("state", flat=True)) == {"active"}
    nobodys = ask("CrmProfileMerges", token, profileId=id_encode("CrmProfile", other.pk))
    assert nobodys["totalCount"] == 0
    assert ask("CrmProfileMerges", token)["totalCount"] == 1


def test_a_merge_that_makes_no_sense_is_refused() -> None:
    # given
    first, second, third = make_profile(), make_profile(), make_profile()
    token = staff_token("MANAGE_USERS")

    # then
    itself = ask("CrmProfileMerge", token, input=pair(first, first))
    assert [error["field"] for error in itself["errors"]] == ["absorbedId"]
    nobody = pair(first, second) | {"absorbedId": id_encode("CrmProfile", 10**6)}
    for wanted in (nobody,):
        answer = ask("CrmProfileMerge", token, input=wanted)
        assert [error["code"] for error in answer["errors"]] == ["NOT_FOUND"]
    assert MergeRecord.objects.exists() is False
    ask("CrmProfileMerge", token, input=pair(first, second))
    taken = ask("CrmProfileMerge", token, input=pair(third, second))
    assert [error["code"] for error in taken["errors"]] == ["NOT_FOUND"]
    missing = ask("CrmProfileUnmerge", token, id=id_encode("CrmProfileMergeRecord", 10**6))
    assert [error["code"] for error in missing["errors"]] == ["NOT_FOUND"]


def test_a_merge_that_is_too_old_stays(settings) -> None:
    settings.SALEOR_CRM = {"merge_undo_days": -1}
    token = staff_token("MANAGE_USERS")
    merged = ask("CrmProfileMerge", token, input=pair(make_profile(), make_profile()))
    answer = ask("CrmProfileUnmerge", token, id=merged["merge"]["id"])
    assert [error["code"] for error in answer["errors"]] == ["UNMERGE_IMPOSSIBLE"]
    assert MergeRecord.objects.get().undone_at is None


def test_merging_needs_a_permission() -> None:
    token = staff_token("MANAGE_DISCOUNTS")
    wanted = pair(make_profile(), make_profile())
    assert refused(document("CrmProfileMerge"), token, input=wanted) == ["PermissionDenied"]
    assert refused(document("CrmProfileUnmerge"), token, id="x") == ["PermissionDenied"]
    assert refused(document("CrmProfileMerges"), token) == ["PermissionDenied"]
