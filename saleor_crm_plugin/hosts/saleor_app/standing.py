"""Whether Saleor answers the app and lets it issue rewards, in words for the operator."""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from saleor_crm_plugin.hosts.saleor_app.client import (
    AccessDenied,
    SaleorApi,
    SaleorUnavailable,
    saleor_api,
)
from saleor_crm_plugin.hosts.saleor_app.documents import APP, DISCOUNTS, GIFT_CARDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one look at Saleor found; `words` hold no token and no address."""

    is_well: bool
    words: str


def standing_look(api: SaleorApi | None = None) -> Standing:
    """Return whether rewards can be issued, asked with one request that changes nothing."""
    try:
        told = (api or saleor_api()).ask(APP)
    except (ImproperlyConfigured, AccessDenied, SaleorUnavailable) as problem:
        return Standing(is_well=False, words=str(problem))
    app = told["app"] or {}  # a person's token is accepted, and is no app's
    held = {permission["code"] for permission in app.get("permissions") or ()}
    version = told["shop"]["schemaVersion"]
    if missing := sorted({DISCOUNTS, GIFT_CARDS} - held):
        return Standing(is_well=False, words=f"the app lacks {' and '.join(missing)} in Saleor")
    return Standing(is_well=True, words=f"Saleor {version} lets the app issue them")
