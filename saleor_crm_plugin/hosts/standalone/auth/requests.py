"""Finds the token of a request and who holds it."""

from datetime import datetime

from django.http import HttpRequest

from saleor_crm_plugin.api.callers import ANONYMOUS, Caller
from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.hosts.standalone.auth import api_tokens, shopper_tokens
from saleor_crm_plugin.hosts.standalone.auth.refusals import TokenRefused
from saleor_crm_plugin.hosts.standalone.auth.saleor_tokens import saleor_caller

TOKEN_LENGTH_MAX = 8_192
_SCHEMES = {"bearer", "jwt"}


def request_token(request: HttpRequest) -> str:
    """
    Return the token of a request, "" for none; `Authorization-Bearer` counts before `Authorization`, as in Saleor.

    :raises TokenRefused: an `Authorization` header of another scheme than Bearer or JWT.
    """
    if token := request.headers.get("Authorization-Bearer", "").strip():
        return token
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    if not scheme:
        return ""
    if scheme.lower() not in _SCHEMES:
        raise TokenRefused
    return token.strip()


def request_caller(request: HttpRequest, *, settings: CrmSettings, at: datetime) -> Caller:
    """
    Return who sends a request; a request without a token is anonymous.

    A token that is not accepted is refused, not ignored: nobody is silently somebody else.

    :raises TokenRefused: the token is not accepted.
    :raises KeysUnavailable: Saleor's keys cannot be read now.
    """
    token = request_token(request)
    if not token:
        return ANONYMOUS
    if len(token) > TOKEN_LENGTH_MAX:
        raise TokenRefused
    if token.startswith(shopper_tokens.PREFIX):
        return shopper_tokens.shopper_caller(token, at=at)
    if token.startswith(api_tokens.PREFIX):
        return api_tokens.token_caller(token, at=at)
    return saleor_caller(token, settings=settings, at=at)
