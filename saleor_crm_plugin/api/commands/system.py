"""Changes that operators ask for about the CRM's own background work."""

from dataclasses import dataclass

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.system import SystemNode
from saleor_crm_plugin.api.queries.system import system
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.ingest.services.reconcile import sweep_request
from saleor_crm_plugin.ingest.services.sources import snapshot_source


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileInput:
    """Whether everything is read again, or only what changed since the last sweep."""

    is_whole: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileArguments:
    """The arguments of `crmReconcile`."""

    input: ReconcileInput | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcilePayload(Payload):
    """The system with the sweep that was asked for."""

    system: SystemNode | None = None


def reconcile_ask(inquiry: Inquiry, arguments: ReconcileArguments) -> ReconcilePayload:
    """
    Ask for a sweep of the host in the background.

    :raises Invalid: nothing here can read a host.
    """
    source = snapshot_source()
    if source is None:
        raise Invalid("this shop's facts come by file and API: there is nothing to read again")
    wanted = arguments.input or ReconcileInput()
    sweep_request(host=source.host, is_whole=bool(wanted.is_whole), at=inquiry.at)
    return ReconcilePayload(system=system(inquiry))
