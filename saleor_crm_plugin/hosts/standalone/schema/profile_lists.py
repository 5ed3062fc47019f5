"""What can be done with a whole list of profiles: one file of it, tags and points for everybody in it."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.inputs import (
    CrmProfileSortingInput,
    CrmProfileWhereInput,
)
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError

_WHERE = "Conditions that all must hold; everybody without."
_SEARCH = "Words that all stand in the name, address or phone number."
_AFTER = "The `endCursor` of the call before; the beginning unless given."


@strawberry.type(description="A piece of a CSV file.")
class CrmProfileExport:
    csv: str = shown("The next rows; the first piece begins with the names of the columns.")
    rows_count: int = shown("How many rows it has.")
    end_cursor: str | None = shown("Where the next piece begins; null after the last.")


@strawberry.input(description="Whom to tag with what.")
class CrmProfilesTagInput:
    where: CrmProfileWhereInput | None = given(_WHERE)
    search: str | None = given(_SEARCH)
    after: str | None = given(_AFTER)
    add_tags: list[str] | None = given("Tags to put on, at most 100.")
    remove_tags: list[str] | None = given("Tags to take off, at most 100.")


@strawberry.input(description="Whose points to move, how many, and why.")
class CrmProfilesAdjustInput:
    where: CrmProfileWhereInput | None = given(_WHERE)
    search: str | None = given(_SEARCH)
    after: str | None = given(_AFTER)
    points: int = shown("How many for each; negative takes points.")
    key: str = shown("Made up by the caller for all calls; the same again changes nothing.")
    reason: str = shown("Why, for the ledger; at most 200 characters.")


@strawberry.type
class CrmProfilesTag:
    """The answer of `crmProfilesTag`."""

    errors: list[CrmError] = shown(ERRORS)
    done_count: int = shown("How many profiles this call reached.")
    end_cursor: str | None = shown("Where the next call goes on; null when everybody was reached.")


@strawberry.type
class CrmProfilesAdjust:
    """The answer of `crmProfilesAdjust`."""

    errors: list[CrmError] = shown(ERRORS)
    done_count: int = shown("Whose points were moved, by this call or by an earlier one.")
    requested_count: int = shown("For how many a second person is asked.")
    refused_count: int = shown("How many have too few points; nothing was written for them.")
    end_cursor: str | None = shown("Where the next call goes on; null when everybody was reached.")


@strawberry.type
class ProfileListsQuery:
    """Questions about whole lists."""

    crm_profile_export: CrmProfileExport = asked(
        "Query.crmProfileExport",
        "A list of profiles as CSV, 500 rows in each piece; cells are no formulas.",
        {
            "where": (CrmProfileWhereInput | None, _WHERE),
            "sort_by": (CrmProfileSortingInput | None, "The order of the list."),
            "search": (str | None, _SEARCH),
            "after": (str | None, _AFTER),
        },
    )


@strawberry.type
class ProfileListsMutation:
    """Changes of whole lists."""

    crm_profiles_tag: CrmProfilesTag = asked(
        "Mutation.crmProfilesTag",
        "Puts tags on everybody in a list or takes them off, a hundred profiles in each call.",
        {"input": (CrmProfilesTagInput, "Whom, and which tags.")},
    )
    crm_profiles_adjust: CrmProfilesAdjust = asked(
        "Mutation.crmProfilesAdjust",
        "Moves points of everybody in a list, a hundred profiles in each call; needs MANAGE_USERS, too.",
        {"input": (CrmProfilesAdjustInput, "Whose, how many, and why.")},
    )
