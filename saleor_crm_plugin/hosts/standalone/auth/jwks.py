"""The public keys of the configured Saleor: fetched rarely, kept in Django's cache."""

import hashlib
import http.client
import json
import logging
import time
from datetime import datetime, timedelta
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.core.cache import cache

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.hosts.standalone.auth.refusals import KeysUnavailable, TokenRefused

logger = logging.getLogger(__name__)

FRESH = timedelta(hours=1)
KEPT_SECONDS = 86_400
FETCH_INTERVAL_SECONDS = 30
TIMEOUT_SECONDS = 5
LOOK_SECONDS = 0.02
BYTES_MAX = 65_536

Jwk = dict[str, str]


class _NoRedirects(HTTPRedirectHandler):
    """A key set that moves is a mistake or an attack."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:  # noqa: ARG002 urllib's signature
        return None


def jwks_url(settings: CrmSettings) -> str:
    """Return where the keys are: as configured, else at the usual place on the API's own origin."""
    if settings.saleor_jwks_url:
        return settings.saleor_jwks_url
    parts = urlsplit(settings.saleor_api_url)
    return f"{parts.scheme}://{parts.netloc}/.well-known/jwks.json"


def key_find(*, kid: str, settings: CrmSettings, at: datetime) -> Jwk:
    """
    Return the RSA key that Saleor calls `kid`.

    Keys are read again after an hour and when an unknown one is asked for, but at most every
    30 seconds, so that made-up key ids cannot make us hammer Saleor. Requests that come meanwhile wait
    for what the first one finds. While Saleor does not answer, the last known keys hold for a day.

    :raises TokenRefused: Saleor has no such key.
    :raises KeysUnavailable: no keys are known and Saleor does not answer.
    """
    url = jwks_url(settings)
    name = f"saleor_crm.jwks.{hashlib.sha256(url.encode()).hexdigest()}"
    known: dict[str, Jwk] | None = cache.get(name)
    is_known = known is not None and kid in known
    if not is_known or not cache.get(f"{name}.fresh"):
        _read_again(url, name, at, may_wait=not is_known)
        known = cache.get(name)
    if known is None:
        raise KeysUnavailable
    if kid not in known:
        raise TokenRefused
    return known[kid]


def _read_again(url: str, name: str, at: datetime, *, may_wait: bool) -> None:
    reading = f"{name}.reading"
    if not cache.add(reading, at.isoformat(), TIMEOUT_SECONDS + 1):
        # a page asks several questions at once: none of them is refused because another came first
        until = time.monotonic() + TIMEOUT_SECONDS
        while may_wait and cache.get(reading) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
        return
    try:
        if not cache.add(f"{name}.asked", at.isoformat(), FETCH_INTERVAL_SECONDS):
            return
        fetched = _fetch(url)
        if fetched is not None:
            cache.set(name, fetched, KEPT_SECONDS)
            cache.set(f"{name}.fresh", at.isoformat(), int(FRESH.total_seconds()))
    finally:
        cache.delete(reading)


def _fetch(url: str) -> dict[str, Jwk] | None:
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError("SALEOR_CRM saleor_jwks_url must be an http or https address")
    request = Request(url, headers={"Accept": "application/json"})  # noqa: S310 the scheme was checked
    try:
        with build_opener(_NoRedirects).open(request, timeout=TIMEOUT_SECONDS) as answer:
            document = json.loads(answer.read(BYTES_MAX))
    except (URLError, OSError, http.client.HTTPException, ValueError) as error:
        logger.warning("could not read Saleor's keys: %s", type(error).__name__)
        return None
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        logger.warning("what stands at Saleor's key address is no key set")
        return None
    return {str(key["kid"]): key for key in keys if _is_rsa(key)}


def _is_rsa(key: object) -> bool:
    return (
        isinstance(key, dict)
        and key.get("kty") == "RSA"
        and key.get("alg", "RS256") == "RS256"
        and isinstance(key.get("kid"), str)
    )
