"""Reads which of a host's customers we know."""

from collections.abc import Iterator

from saleor_crm_plugin.profiles.models import Identifier, IdentifierKind


def host_customer_ids(*, host: str) -> Iterator[str]:
    """Return, streamed, the host's own ids of the customers that some profile stands for."""
    rows = Identifier.objects.filter(kind=IdentifierKind.HOST_USER, source=host)
    return rows.order_by("pk").values_list("value", flat=True).iterator(chunk_size=2000)
