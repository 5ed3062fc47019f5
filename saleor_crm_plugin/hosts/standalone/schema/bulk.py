"""Work on many profiles in the background, as GraphQL types and roots."""

from datetime import datetime
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, PAGE, asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.inputs import CrmProfileWhereInput
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError


@strawberry.enum(description="What is done with many profiles.")
class CrmBulkAction(Enum):
    TAG = "TAG"
    ADJUST = "ADJUST"


@strawberry.enum(description="Where a bulk job is.")
class CrmBulkJobState(Enum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    CANCELED = "CANCELED"


@strawberry.enum(description="What became of one profile of a bulk job.")
class CrmBulkRowState(Enum):
    PENDING = strawberry.enum_value("PENDING", description="Not done, or left by a canceled job.")
    DONE = "DONE"
    REQUESTED = strawberry.enum_value("REQUESTED", description="A second person is asked.")
    REFUSED = strawberry.enum_value("REFUSED", description="Nothing was written; `code` says why.")


@strawberry.type(description="Something that is done with many profiles in the background.")
class CrmBulkJob:
    id: strawberry.ID = shown("The job's id.")
    action: CrmBulkAction = shown("What is done.")
    state: CrmBulkJobState = shown("Where it is.")
    percent: int = shown("How far it is: 0 to 100.")
    rows_count: int = shown("For how many profiles it is.")
    done_count: int = shown("For how many it is done.")
    requested_count: int = shown("For how many a second person is asked.")
    refused_count: int = shown("For how many it was refused; nothing was written for them.")
    left_count: int = shown("For how many it is not done yet, or was left by a cancellation.")
    actor: str = shown("Who asked for it, as a kind and an id.")
    add_tags: list[str] = shown("The tags that are put on.")
    remove_tags: list[str] = shown("The tags that are taken off.")
    points: int | None = shown("How many points each gets or loses.")
    reason: str | None = shown("Why, for the ledger.")
    created_at: datetime = shown("When it was asked for.")
    progressed_at: datetime = shown("When it last moved on.")
    finished_at: datetime | None = shown("When it was over.")


@strawberry.type(name="CrmBulkJobCountableEdge")
class BulkJobEdge(Edge[CrmBulkJob]):
    """A row of a page of jobs."""


@strawberry.type(name="CrmBulkJobCountableConnection")
class BulkJobConnection(Connection[BulkJobEdge]):
    """A page of jobs."""

    total_count: int = asked("CrmBulkJobCountableConnection.totalCount", COUNT)


@strawberry.type(description="One profile of a bulk job.")
class CrmBulkJobRow:
    profile_id: strawberry.ID = shown("The profile.")
    state: CrmBulkRowState = shown("What became of it.")
    code: str | None = shown(
        "The error's code, as `errors` of the single change would give it; `UNFORESEEN` is in the log."
    )


@strawberry.type(name="CrmBulkJobRowCountableEdge")
class BulkRowEdge(Edge[CrmBulkJobRow]):
    """A row of a page of profiles."""


@strawberry.type(name="CrmBulkJobRowCountableConnection")
class BulkRowConnection(Connection[BulkRowEdge]):
    """A page of profiles."""

    total_count: int = asked("CrmBulkJobRowCountableConnection.totalCount", COUNT)


@strawberry.input(description="Which tags to put on and to take off.")
class CrmBulkTagsInput:
    add: list[str] | None = given("Tags to put on, at most 100.")
    remove: list[str] | None = given("Tags to take off, at most 100.")


@strawberry.input(description="How many points, and why.")
class CrmBulkPointsInput:
    points: int = shown("How many for each; negative takes points.")
    reason: str = shown("Why, for the ledger; at most 200 characters.")


@strawberry.input(description="What to do with whom: either tags or points.")
class CrmBulkJobCreateInput:
    where: CrmProfileWhereInput | None = given("Conditions that all must hold; everybody without.")
    search: str | None = given("Words that all stand in the name, address or phone number.")
    key: str = shown(
        "Made up by the caller, at most 64 characters; the same again is the same job."
    )
    tags: CrmBulkTagsInput | None = given("The tags.")
    points: CrmBulkPointsInput | None = given("The points; needs MANAGE_DISCOUNTS, too.")


@strawberry.type
class CrmBulkJobCreate:
    """The answer of `crmBulkJobCreate`."""

    errors: list[CrmError] = shown(ERRORS)
    job: CrmBulkJob | None = shown("The job, to be watched.")


@strawberry.type
class CrmBulkJobCancel:
    """The answer of `crmBulkJobCancel`."""

    errors: list[CrmError] = shown(ERRORS)
    job: CrmBulkJob | None = shown("The job as it is now.")


@strawberry.type
class BulkQuery:
    """Questions about bulk jobs."""

    crm_bulk_jobs: BulkJobConnection = asked(
        "Query.crmBulkJobs", "What is done with many profiles, newest first.", PAGE
    )
    crm_bulk_job: CrmBulkJob | None = asked(
        "Query.crmBulkJob", "One bulk job.", {"id": (strawberry.ID, "The job.")}
    )
    crm_bulk_job_rows: BulkRowConnection = asked(
        "Query.crmBulkJobRows",
        "The profiles of a bulk job, in the order in which they are done.",
        {
            "job_id": (strawberry.ID, "The job."),
            "states": (list[CrmBulkRowState] | None, "Only those in these states."),
            **PAGE,
        },
    )


@strawberry.type
class BulkMutation:
    """Changes of bulk jobs."""

    crm_bulk_job_create: CrmBulkJobCreate = asked(
        "Mutation.crmBulkJobCreate",
        "Chooses everybody in a list and lets a worker tag them or move their points.",
        {"input": (CrmBulkJobCreateInput, "Whom, and what.")},
    )
    crm_bulk_job_cancel: CrmBulkJobCancel = asked(
        "Mutation.crmBulkJobCancel",
        "Leaves the rest of a bulk job undone; what is done stays. Points need MANAGE_DISCOUNTS, too.",
        {"id": (strawberry.ID, "The job.")},
    )
