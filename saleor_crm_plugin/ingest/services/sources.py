"""What reads the host of this installation, as the settings name it."""

from django.utils.module_loading import import_string

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.ingest.queries import SnapshotSource


def snapshot_source() -> SnapshotSource | None:
    """Return what reads the host of this installation; None: facts arrive by file and API only."""
    path = current().snapshot_source
    if not path:
        return None
    source: SnapshotSource = import_string(path)()
    return source
