"""The root of all questions, and what the CRM adds to Saleor's types."""

from typing import Any

import strawberry
from strawberry.types import Info

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.queries.entities import order_entity, user_entity
from saleor_crm_plugin.hosts.standalone.schema.declaring import PAGE, asked
from saleor_crm_plugin.hosts.standalone.schema.inputs import (
    CrmProfileSortingInput,
    CrmProfileWhereInput,
)
from saleor_crm_plugin.hosts.standalone.schema.profiles import (
    CrmMe,
    CrmOrder,
    CrmProfile,
    ProfileConnection,
)


@strawberry.type
class Query:
    """Every question that can be asked."""

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
