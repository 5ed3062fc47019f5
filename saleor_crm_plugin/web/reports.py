"""Takes what mail providers report about messages: checks who asks, reads, keeps; the rest is done later."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from saleor_crm_plugin import conf
from saleor_crm_plugin.mail.rules.report_formats import FORMATS, reports_read
from saleor_crm_plugin.mail.services.reports import reports_accept
from saleor_crm_plugin.web.bodies import is_too_large, too_large

_BODY_BYTES_MAX = 1_048_576
_GENERIC = "generic"


@csrf_exempt  # signed, or with a secret address
@never_cache
@require_http_methods(["HEAD", "POST"])
def reports(request: HttpRequest, provider: str, secret: str = "") -> HttpResponse:
    """
    Keep the reports in a request; 200 also for those about messages that are not ours, and for repetitions.

    404 for another address than the configured one, 403 for a wrong signature, 400 for what cannot be read.
    `HEAD` answers whether the address is right, as some providers ask when it is set up.
    """
    settings = conf.current()
    if not _is_the_address(provider, secret, expected=settings.report_secret):
        return HttpResponse(status=404)
    if is_too_large(request, bytes_max=_BODY_BYTES_MAX):
        return too_large()
    if request.method == "HEAD":
        return HttpResponse()
    if _is_signed(provider) and not _signature_is_right(request, key=settings.report_secret):
        return HttpResponse(status=403)
    try:
        found = reports_read(provider, json.loads(request.body))
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    reports_accept(provider=provider, reports=found, settings=settings, at=datetime.now(tz=UTC))
    return HttpResponse()


def _is_the_address(provider: str, secret: str, *, expected: str) -> bool:
    if not expected or provider not in FORMATS:
        return False
    if _is_signed(provider):
        return not secret
    return constant_time_compare(secret, expected)


def _is_signed(provider: str) -> bool:
    """Return whether the body is signed; providers cannot do that in our way, and post to a secret address."""
    return provider == _GENERIC


def _signature_is_right(request: HttpRequest, *, key: str) -> bool:
    expected = hmac.new(key.encode(), request.body, hashlib.sha256).hexdigest()
    given = request.headers.get("X-CRM-Signature", "")
    return constant_time_compare(given, f"sha256={expected}")
