"""What Saleor reads before it shows the CRM in its Dashboard: the app's manifest, and the end of its installation."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from saleor_crm_plugin import conf
from saleor_crm_plugin.web.app_extensions import extensions
from saleor_crm_plugin.web.bodies import is_too_large, too_large

APP_ID = "saleor.crm"
VERSION = "0.1.0"
# What the pages show and change, each explained in docs/dashboard.md.
PERMISSIONS = ("MANAGE_USERS", "MANAGE_ORDERS", "MANAGE_DISCOUNTS", "MANAGE_SETTINGS")


@require_safe
@never_cache
def manifest(request: HttpRequest) -> JsonResponse:
    """
    Return the manifest for the Saleor that asks; it names itself in `Saleor-Schema-Version`.

    Only mounts and keys that this version knows are named: an unknown one fails the whole installation
    (Saleor 3.21 and 3.22 compare them with a list).
    """
    public_url = conf.current().public_url
    return JsonResponse(
        {
            "id": APP_ID,
            "name": "Saleor CRM",
            "version": VERSION,
            "about": "One profile per shopper, points, RFM segments and automated e-mail.",
            "author": "Saleor CRM",
            "requiredSaleorVersion": ">=3.21 <4",
            "permissions": list(PERMISSIONS),
            "appUrl": f"{public_url}/dashboard",
            "tokenTargetUrl": f"{public_url}/register",
            "extensions": extensions(_schema_version(request)),
            "webhooks": [],
        }
    )


@csrf_exempt  # Saleor's server asks, without cookies
@require_POST
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """
    Answer the end of an installation.

    The app's own token is not kept: pages ask with the token of whoever looks at them, so that nobody can plant one
    here.
    """
    if is_too_large(request):
        return too_large()
    try:
        given = json.loads(request.body)
    except ValueError:
        given = None
    if not isinstance(given, dict) or not isinstance(given.get("auth_token"), str):
        error = {"code": "INVALID", "message": "the body holds no auth_token"}
        return JsonResponse({"success": False, "error": error}, status=400)
    return JsonResponse({"success": True})


def _schema_version(request: HttpRequest) -> tuple[int, ...]:
    """Return (3, 21) and the like; the oldest supported one when Saleor does not say."""
    words = request.headers.get("Saleor-Schema-Version", "").split(".")[:2]
    if len(words) == 2 and all(word.isascii() and word.isdigit() for word in words):  # noqa: PLR2004 major and minor
        return tuple(int(word) for word in words)
    return (3, 21)
