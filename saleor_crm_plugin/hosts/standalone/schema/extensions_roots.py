"""Every question and every change about extensions."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.extensions import (
    CrmExtension,
    CrmExtensionReplayInput,
)
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError


@strawberry.type
class ExtensionsQuery:
    """Questions about extensions."""

    crm_extensions: list[CrmExtension] = asked(
        "Query.crmExtensions", "Extensions that are installed or were here once, by name."
    )


@strawberry.type
class CrmExtensionReplay:
    """The answer of `crmExtensionReplay`."""

    errors: list[CrmError] = shown(ERRORS)
    replayed_count: int | None = shown("How many dead events were put back.")


@strawberry.type
class ExtensionsMutation:
    """Changes of extensions."""

    crm_extension_replay: CrmExtensionReplay = asked(
        "Mutation.crmExtensionReplay",
        "Tells an extension once more what it could not be told.",
        {"input": (CrmExtensionReplayInput, "Which extension.")},
    )
