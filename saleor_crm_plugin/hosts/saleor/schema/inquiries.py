"""Opens the inquiry of one document in this host."""

from django.utils import timezone

from saleor_crm_plugin.api.callers import Caller
from saleor_crm_plugin.api.inquiry import ActorNames, Inquiry
from saleor_crm_plugin.hosts.files.mapping_reading import mapping_host
from saleor_crm_plugin.hosts.files.previews import file_preview
from saleor_crm_plugin.hosts.saleor.names import HOST


def inquiry(caller: Caller, *, actor_names: ActorNames, host: str = HOST) -> Inquiry:
    """Return a new inquiry of `caller`, as of now."""
    return Inquiry(
        caller=caller,
        at=timezone.now(),  # noqa: TID251 a host reads the clock
        host=host,
        mapping_check=mapping_host,
        file_preview=file_preview,
        actor_names=actor_names,
    )
