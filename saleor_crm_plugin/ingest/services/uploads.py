"""Uploaded files that wait to be imported: asked for, claimed by one worker, given back when it dies."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet

from saleor_crm_plugin.ingest.models import ImportRun, ImportState, ImportUpload
from saleor_crm_plugin.ingest.queries import ImportSummary, import_of_row
from saleor_crm_plugin.ingest.services.imports import claim_end, import_fail
from saleor_crm_plugin.work import Work, wake

ATTEMPTS_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrder:
    """What is to be imported and how; `mapping_text` is TOML that the caller has checked."""

    kind: str
    host: str
    file_name: str
    content: bytes
    mapping_text: str
    is_dry_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedUpload:
    """An upload that belongs to one worker until its claim runs out."""

    import_id: int
    token: str
    kind: str
    mapping_text: str
    content: bytes
    is_dry_run: bool


@transaction.atomic
def import_request(*, order: ImportOrder, actor: str, at: datetime) -> ImportSummary:
    """
    Ask for an import in the background and return it; its `percent` can be watched.

    While the same is already asked for and not begun, that import is returned. (Of two requests at the same
    moment both may stand; the second then finds nothing new.)
    """
    sha256 = hashlib.sha256(order.content).hexdigest()
    mapping = {"toml": order.mapping_text}
    queued = ImportRun.objects.filter(
        file_sha256=sha256,
        state=ImportState.QUEUED,
        kind=order.kind,
        mapping=mapping,
        is_dry_run=order.is_dry_run,
    )
    run = queued.order_by("pk").first()
    if run is None:
        run = ImportRun.objects.create(
            kind=order.kind,
            host=order.host,
            file_name=order.file_name,
            file_sha256=sha256,
            mapping=mapping,
            is_dry_run=order.is_dry_run,
            actor=actor,
            state=ImportState.QUEUED,
            started_at=at,
            progressed_at=at,
        )
        ImportUpload.objects.create(run=run, content=order.content)
    wake(Work.IMPORT)
    return import_of_row(run)


@transaction.atomic
def upload_claim(*, at: datetime) -> ClaimedUpload | None:
    """
    Claim the next upload that nobody works on, and note that its import runs; None: there is none.

    PostgreSQL skips rows that another worker is claiming; elsewhere the update itself decides who gets the
    row. An upload whose worker died is behind those that were not tried yet.
    """
    chosen = _free(at).order_by("attempts", "pk").select_for_update(skip_locked=True).first()
    token = uuid4().hex
    if chosen is None or not _free(at).filter(pk=chosen.pk).update(
        claim_token=token, claimed_until=claim_end(at), attempts=F("attempts") + 1
    ):
        return None
    run = ImportRun.objects.get(pk=chosen.pk)
    run.state, run.percent = ImportState.RUNNING, 0
    run.started_at = run.progressed_at = at
    run.save(update_fields=["state", "percent", "started_at", "progressed_at"])
    return ClaimedUpload(
        import_id=run.pk,
        token=token,
        kind=run.kind,
        mapping_text=str(run.mapping["toml"]),
        content=bytes(chosen.content),
        is_dry_run=run.is_dry_run,
    )


def upload_release(*, token: str) -> None:
    """Give back what was claimed with `token`, because its worker is told to stop."""
    ImportUpload.objects.filter(claim_token=token).update(claim_token="", claimed_until=None)


def uploads_give_up(*, at: datetime) -> None:
    """Fail the imports that took several workers with them, so that they do not take the next."""
    fatal = _free(at).filter(attempts__gte=ATTEMPTS_MAX).order_by("pk")
    for import_id in list(fatal.values_list("pk", flat=True)):
        import_fail(
            import_id=import_id,
            error=f"{ATTEMPTS_MAX} workers stopped in the middle of it; import it by command",
            at=at,
        )


def _free(at: datetime) -> QuerySet[ImportUpload]:
    return ImportUpload.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=at))
