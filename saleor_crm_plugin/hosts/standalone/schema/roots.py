"""The root of all questions, and what the CRM adds to Saleor's types."""

from datetime import datetime
from typing import Any

import strawberry
from strawberry.types import Info

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.queries.entities import order_entity, user_entity
from saleor_crm_plugin.hosts.standalone.schema.actions_roots import ActionsQuery
from saleor_crm_plugin.hosts.standalone.schema.actors import ActorsQuery
from saleor_crm_plugin.hosts.standalone.schema.automations import AutomationsQuery
from saleor_crm_plugin.hosts.standalone.schema.bulk import BulkQuery
from saleor_crm_plugin.hosts.standalone.schema.buyers import BuyersQuery
from saleor_crm_plugin.hosts.standalone.schema.declaring import PAGE, asked
from saleor_crm_plugin.hosts.standalone.schema.enums import CrmLoyaltyEntryKind, CrmMessageState
from saleor_crm_plugin.hosts.standalone.schema.extensions_roots import ExtensionsQuery
from saleor_crm_plugin.hosts.standalone.schema.import_previews import ImportPreviewsQuery
from saleor_crm_plugin.hosts.standalone.schema.inputs import (
    CrmProfileSortingInput,
    CrmProfileWhereInput,
)
from saleor_crm_plugin.hosts.standalone.schema.loyalty import CrmLoyaltyAccount, EntryConnection
from saleor_crm_plugin.hosts.standalone.schema.merges import MergesQuery
from saleor_crm_plugin.hosts.standalone.schema.notes import NotesQuery
from saleor_crm_plugin.hosts.standalone.schema.operations import (
    CrmImport,
    CrmInbox,
    ImportConnection,
    RowErrorConnection,
)
from saleor_crm_plugin.hosts.standalone.schema.points_operations_roots import (
    PointsOperationsQuery,
)
from saleor_crm_plugin.hosts.standalone.schema.profile_lists import ProfileListsQuery
from saleor_crm_plugin.hosts.standalone.schema.profiles import (
    CrmMe,
    CrmOrder,
    CrmProfile,
    MessageConnection,
    ProfileConnection,
)
from saleor_crm_plugin.hosts.standalone.schema.programs_roots import ProgramsQuery
from saleor_crm_plugin.hosts.standalone.schema.referrals_roots import ReferralsQuery
from saleor_crm_plugin.hosts.standalone.schema.reservations_roots import ReservationsQuery
from saleor_crm_plugin.hosts.standalone.schema.rewards_roots import RewardsQuery
from saleor_crm_plugin.hosts.standalone.schema.segments import CrmRfmOverview, CrmRfmRun
from saleor_crm_plugin.hosts.standalone.schema.system import SystemQuery
from saleor_crm_plugin.hosts.standalone.schema.tiers_roots import TiersQuery
from saleor_crm_plugin.hosts.standalone.schema.topics_roots import TopicsQuery


@strawberry.type
class Query(
    ExtensionsQuery,
    SystemQuery,
    PointsOperationsQuery,
    MergesQuery,
    AutomationsQuery,
    ImportPreviewsQuery,
    ProfileListsQuery,
    ReservationsQuery,
    RewardsQuery,
    TopicsQuery,
    ProgramsQuery,
    TiersQuery,
    ActionsQuery,
    ReferralsQuery,
    BuyersQuery,
    ActorsQuery,
    NotesQuery,
    BulkQuery,
):
    """Every question that can be asked."""

    crm_operations: list[str] = asked(
        "Query.crmOperations",
        "The names of this contract's queries and mutations that the caller may ask, in alphabetical order; "
        "for pages that show nobody a button that would be refused.",
    )
    crm_profiles: ProfileConnection = asked(
        "Query.crmProfiles",
        "The shop's live profiles, newest first unless sorted otherwise.",
        {
            "where": (CrmProfileWhereInput | None, "Conditions that all must hold."),
            "sort_by": (CrmProfileSortingInput | None, "The order of the list."),
            "search": (str | None, "Words that all stand in the name, address or phone number."),
            **PAGE,
        },
    )
    crm_profile: CrmProfile | None = asked(
        "Query.crmProfile",
        "One profile by exactly one of its names, through merges.",
        {
            "id": (strawberry.ID | None, "The profile's id."),
            "email": (str | None, "An e-mail address; a proven holder counts before a guest."),
            "user_id": (strawberry.ID | None, "The id of the user in the host."),
            "reference": (str | None, "The customer in any host, such as `pos:customer:42`."),
        },
    )
    crm_order: CrmOrder | None = asked(
        "Query.crmOrder",
        "One order by exactly one of its names.",
        {
            "id": (strawberry.ID | None, "The copy's id."),
            "order_id": (strawberry.ID | None, "The id of the order in the host."),
            "reference": (str | None, "The order in any host, such as `pos:order:42`."),
        },
    )
    crm_loyalty_account: CrmLoyaltyAccount | None = asked(
        "Query.crmLoyaltyAccount",
        "What a profile holds, now or at a past instant.",
        {
            "profile_id": (strawberry.ID, "The profile."),
            "at": (datetime | None, "As of when; now unless given."),
        },
    )
    crm_loyalty_entries: EntryConnection = asked(
        "Query.crmLoyaltyEntries",
        "The movements of a profile's points, newest first.",
        {
            "profile_id": (strawberry.ID, "The profile."),
            "kinds": (list[CrmLoyaltyEntryKind] | None, "Only movements of these kinds."),
            "program": (str | None, "Slug of the program; the default one unless given."),
            **PAGE,
        },
    )
    crm_rfm_overview: CrmRfmOverview | None = asked(
        "Query.crmRfmOverview",
        "One scope of RFM at a glance; null while nobody has ordered.",
        {"scope_id": (strawberry.ID | None, "The one with most shoppers unless given.")},
    )
    crm_rfm_run: CrmRfmRun | None = asked(
        "Query.crmRfmRun",
        "How far a recomputation is.",
        {"id": (strawberry.ID, "The recomputation.")},
    )
    crm_messages: MessageConnection = asked(
        "Query.crmMessages",
        "E-mails, newest first.",
        {
            "profile_id": (strawberry.ID | None, "Only those to this profile."),
            "states": (list[CrmMessageState] | None, "Only those in these states."),
            **PAGE,
        },
    )
    crm_inbox: CrmInbox = asked("Query.crmInbox", "What hosts have told, and what became of it.")
    crm_imports: ImportConnection = asked("Query.crmImports", "Imports, newest first.", PAGE)
    crm_import: CrmImport | None = asked(
        "Query.crmImport", "One import.", {"id": (strawberry.ID, "The import.")}
    )
    crm_import_row_errors: RowErrorConnection = asked(
        "Query.crmImportRowErrors",
        "The rows that an import left out, in the order of its file.",
        {"import_id": (strawberry.ID, "The import."), **PAGE},
    )
    crm_me: CrmMe | None = asked("Query.crmMe", "The shopper who asks; null for everybody else.")


@strawberry.federation.type(name="User", keys=["id"])
class User:
    """Saleor's user, to which the CRM adds one field."""

    id: strawberry.ID
    crm: CrmProfile | None = asked("User.crm", "What the CRM knows about this user.")

    @classmethod
    def resolve_reference(cls, info: Info[Inquiry, Any], id: strawberry.ID) -> "User":  # noqa: A002 the key's name
        """Return what `crm` is asked of; nothing has been read or checked yet."""
        user_entity(info.context, id)
        return cls(id=id)


@strawberry.federation.type(name="Order", keys=["id"])
class Order:
    """Saleor's order, to which the CRM adds one field."""

    id: strawberry.ID
    crm: CrmOrder | None = asked("Order.crm", "The CRM's copy of this order.")

    @classmethod
    def resolve_reference(cls, info: Info[Inquiry, Any], id: strawberry.ID) -> "Order":  # noqa: A002 the key's name
        """Return what `crm` is asked of; nothing has been read or checked yet."""
        order_entity(info.context, id)
        return cls(id=id)
