"""JWTs issued by the configured Saleor: staff through the Dashboard, shoppers through the storefront."""

from collections.abc import Mapping
from datetime import datetime

import jwt

from saleor_crm_plugin.api.callers import Caller, CallerKind
from saleor_crm_plugin.api.ids import host_key
from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.facts import Kind, Reference
from saleor_crm_plugin.hosts.standalone.auth.jwks import key_find
from saleor_crm_plugin.hosts.standalone.auth.refusals import TokenExpired, TokenRefused

_ALGORITHM = "RS256"
_LEEWAY_SECONDS = 10
_DASHBOARD, _LOGIN = "thirdparty", "access"

Claims = Mapping[str, object]


def saleor_caller(token: str, *, settings: CrmSettings, at: datetime) -> Caller:
    """
    Return who holds a JWT of the configured Saleor.

    A `thirdparty` token (Dashboard) makes staff with exactly its `permissions`, which are the user's and the
    app's in common; it must be for the configured app. An `access` token (login) makes a shopper who
    sees himself, staff or not: it carries no permissions, and `is_staff` alone proves nothing.

    :raises TokenRefused: anything else, including `refresh` tokens and other algorithms.
    :raises KeysUnavailable: Saleor's keys cannot be read now.
    """
    if not settings.saleor_api_url:
        raise TokenRefused
    claims = _claims(token, settings, at)
    user_id = claims.get("user_id")
    if not isinstance(user_id, str) or not user_id:
        raise TokenRefused
    key = host_key("User", user_id)
    if claims.get("type") == _DASHBOARD:
        return _staff(claims, key, settings)
    if claims.get("type") == _LOGIN:
        return Caller(
            kind=CallerKind.SHOPPER,
            actor=f"shopper:{key}",
            customer=Reference(settings.host_name, Kind.CUSTOMER, key),
        )
    raise TokenRefused


def _staff(claims: Claims, key: str, settings: CrmSettings) -> Caller:
    permissions = claims.get("permissions")
    is_ours = bool(settings.saleor_app_id) and claims.get("app") == settings.saleor_app_id
    if not is_ours or claims.get("is_staff") is not True or not isinstance(permissions, list):
        raise TokenRefused
    return Caller(
        kind=CallerKind.STAFF,
        actor=f"staff:{key}",
        permissions=frozenset(str(permission) for permission in permissions),
    )


def _claims(token: str, settings: CrmSettings, at: datetime) -> Claims:
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") != _ALGORITHM or not isinstance(header.get("kid"), str):
            raise TokenRefused
        key = jwt.PyJWK(
            dict(key_find(kid=header["kid"], settings=settings, at=at)), algorithm=_ALGORITHM
        )
        claims: Claims = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            issuer=settings.saleor_api_url,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss"], "verify_aud": False},
        )
    except jwt.ExpiredSignatureError:
        raise TokenExpired from None
    except jwt.PyJWTError:
        raise TokenRefused from None
    return claims
