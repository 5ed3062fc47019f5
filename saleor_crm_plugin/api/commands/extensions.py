"""Changes that operators ask for about extensions."""

from dataclasses import dataclass

from saleor_crm_plugin.api.commands.operations import ReplayPayload
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.automation.services import deliveries_replay


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionReplayInput:
    """The extension whose dead events are told once more."""

    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionReplayArguments:
    """The arguments of `crmExtensionReplay`."""

    input: ExtensionReplayInput


def extension_replay(inquiry: Inquiry, arguments: ExtensionReplayArguments) -> ReplayPayload:
    """Put the dead events of an extension back; 0 for one that has none."""
    count = deliveries_replay(extension=arguments.input.slug, at=inquiry.at)
    return ReplayPayload(replayed_count=count)
