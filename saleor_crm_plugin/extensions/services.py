"""Remembers which extensions were in force, and how they fail."""

import logging
from datetime import datetime
from pathlib import PurePath
from traceback import extract_tb

from django.db import transaction
from django.db.models import F

from saleor_crm_plugin.extensions.models import ExtensionRecord
from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.extensions.rules import Declared

logger = logging.getLogger(__name__)
_ERROR_LENGTH_MAX = 128
_FRAMES = 3


@transaction.atomic
def extensions_remember(*, at: datetime) -> int:
    """
    Write down the extensions in force that are new or of another version; return how many.

    Their rows outlive them, so that what they left in other tables keeps a name.
    """
    declared = {one.slug: one for one in installed().declared}
    if not declared:
        return 0
    known = dict(ExtensionRecord.objects.filter(slug__in=declared).values_list("slug", "version"))
    news = [one for slug, one in declared.items() if known.get(slug) != one.extension.version]
    for one in news:
        ExtensionRecord.objects.update_or_create(slug=one.slug, defaults=_values(one, at))
    return len(news)


@transaction.atomic
def failure_record(*, slug: str, hook: str, error: Exception, at: datetime) -> None:
    """
    Count a failure of an extension, and keep the error's class; its words may quote a shopper's data.

    `hook` names where: `timeline_listeners:rain`. Part of the caller's transaction, if there is one.
    """
    frames = extract_tb(error.__traceback__)[-_FRAMES:]
    where = " < ".join(f"{PurePath(f.filename).name}:{f.lineno}" for f in reversed(frames))
    kind = type(error).__name__
    logger.error("the extension %s failed in %s: %s at %s", slug, hook, kind, where)
    failed = {"last_error": kind[:_ERROR_LENGTH_MAX], "last_hook": hook, "last_failed_at": at}
    rows = ExtensionRecord.objects.filter(slug=slug)
    if rows.update(failures_count=F("failures_count") + 1, **failed):
        return
    found = {one.slug: one for one in installed().declared}.get(slug)
    named = _values(found, at) if found else {"name": slug, "version": "", "seen_at": at}
    ExtensionRecord.objects.get_or_create(slug=slug, defaults=named)
    rows.update(failures_count=F("failures_count") + 1, **failed)


def _values(one: Declared, at: datetime) -> dict[str, object]:
    extension = one.extension
    return {
        "name": extension.name,
        "version": extension.version,
        "api_version": extension.api_version,
        "hooks": one.hooks,
        "seen_at": at,
    }
