"""Merges of profiles, as GraphQL types and roots."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import PAGE, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError

_ERRORS = "Why nothing was written; empty after success."


@strawberry.type(description="Two profiles that became one.")
class CrmProfileMergeRecord:
    id: strawberry.ID = shown("The merge's id.")
    survivor_id: strawberry.ID = shown("The profile that stays.")
    absorbed_id: strawberry.ID = shown("The profile that became part of it.")
    rule: str = shown("Why: `staff`, or the rule that found them to be one person.")
    actor: str = shown("Who merged them, as a kind and an id; empty for a rule.")
    merged_at: datetime = shown("When.")
    undone_at: datetime | None = shown("When it was undone; null while it holds.")


@strawberry.type(name="CrmProfileMergeRecordCountableEdge")
class MergeEdge(Edge[CrmProfileMergeRecord]):
    """A row of a page of merges."""


@strawberry.type(name="CrmProfileMergeRecordCountableConnection")
class MergeConnection(Connection[MergeEdge]):
    """A page of merges."""

    total_count: int = asked("CrmProfileMergeRecordCountableConnection.totalCount", COUNT)


@strawberry.input(description="Who stays, and who becomes part of it.")
class CrmProfileMergeInput:
    survivor_id: strawberry.ID = shown("The profile that stays.")
    absorbed_id: strawberry.ID = shown("The profile that becomes part of it.")


@strawberry.type
class CrmProfileMerge:
    """The answer of `crmProfileMerge`."""

    errors: list[CrmError] = shown(_ERRORS)
    merge: CrmProfileMergeRecord | None = shown("The merge, to undo it by.")


@strawberry.type
class CrmProfileUnmerge:
    """The answer of `crmProfileUnmerge`."""

    errors: list[CrmError] = shown(_ERRORS)
    merge: CrmProfileMergeRecord | None = shown("The merge, with when it was undone.")


@strawberry.type
class MergesQuery:
    """Questions about merges."""

    crm_profile_merges: MergeConnection = asked(
        "Query.crmProfileMerges",
        "Merges of profiles, newest first.",
        {"profile_id": (strawberry.ID | None, "Only those of this profile."), **PAGE},
    )


@strawberry.type
class MergesMutation:
    """Changes about merges."""

    crm_profile_merge: CrmProfileMerge = asked(
        "Mutation.crmProfileMerge",
        "Makes two profiles one: orders, points, messages, timeline, and the more restrictive consent.",
        {"input": (CrmProfileMergeInput, "Which two.")},
    )
    crm_profile_unmerge: CrmProfileUnmerge = asked(
        "Mutation.crmProfileUnmerge",
        "Undoes a merge, or refuses when that cannot be exact.",
        {"id": (strawberry.ID, "The merge.")},
    )
