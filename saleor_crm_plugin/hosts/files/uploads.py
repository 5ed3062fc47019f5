"""Imports the files that were uploaded, in a worker: the same import as the command's."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import InterfaceError, OperationalError

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.hosts.files.importing import Clock, ImportRequest, upload_import
from saleor_crm_plugin.hosts.files.mapping import ImportKind
from saleor_crm_plugin.hosts.files.mapping_reading import mapping_read
from saleor_crm_plugin.hosts.files.rows import unpacked_size_check
from saleor_crm_plugin.ingest.queries import SnapshotSource
from saleor_crm_plugin.ingest.services.imports import import_fail
from saleor_crm_plugin.ingest.services.uploads import (
    ClaimedUpload,
    upload_claim,
    upload_release,
    uploads_give_up,
)

UNPACKED_BYTES_MAX = 64 << 20


def uploads_import(*, clock: Clock, source: SnapshotSource | None) -> None:
    """
    Do the imports that were asked for, one after another, until none is left.

    A file or a mapping that cannot be used fails its import and no other. Killed in the middle, the import
    comes back when its claim has run out.
    """
    uploads_give_up(at=clock())
    while (upload := upload_claim(at=clock())) is not None:
        try:
            _import(upload, clock, source)
        except CrmError as error:
            import_fail(import_id=upload.import_id, error=str(error), at=clock())
        except (InterfaceError, OperationalError):  # the database went away: the claim runs out
            raise
        except Exception as error:
            import_fail(import_id=upload.import_id, error=type(error).__name__, at=clock())
            raise
        except BaseException:
            upload_release(token=upload.token)
            raise


def _import(upload: ClaimedUpload, clock: Clock, source: SnapshotSource | None) -> None:
    mapping = mapping_read(text=upload.mapping_text, kind=ImportKind(upload.kind))
    with TemporaryDirectory(prefix="crm-upload-") as folder:
        path = Path(folder) / "upload"
        path.write_bytes(upload.content)
        unpacked_size_check(path, bytes_max=UNPACKED_BYTES_MAX)
        upload_import(
            import_id=upload.import_id,
            request=ImportRequest(
                path=path, mapping=mapping, mapping_text=upload.mapping_text, source=source
            ),
            is_dry_run=upload.is_dry_run,
            clock=clock,
        )
