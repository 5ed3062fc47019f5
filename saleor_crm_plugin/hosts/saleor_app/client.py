"""Asks Saleor's GraphQL API as the CRM's app; what it is asked stands in `documents`."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.core.exceptions import ImproperlyConfigured

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.hosts.saleor_app.documents import Document
from saleor_crm_plugin.loyalty.queries.carriers import CarrierRefused

TIMEOUT_SECONDS = 10
BYTES_MAX = 1_048_576
_DENIED = {401, 403}
_DENIED_CODE = "PermissionDenied"

Answer = dict[str, Any]


class SaleorUnavailable(Exception):
    """Saleor did not answer, or not with what was asked for; asking again later may help. Holds no address and no token."""


class AccessDenied(CarrierRefused):
    """Saleor does not let the app do this: its token is not in force, or it lacks the permission."""

    def __init__(self, permission: str) -> None:
        words = "Saleor does not accept the token in saleor_app_token"
        if permission:
            words += f", or its app lacks the permission {permission}"
        super().__init__(words)
        self.permission = permission


class _NoRedirects(HTTPRedirectHandler):
    """The token goes to the address that was configured, and to no other."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:  # noqa: ARG002 urllib's signature
        return None


def _send(request: Request) -> bytes:
    with build_opener(_NoRedirects).open(request, timeout=TIMEOUT_SECONDS) as answer:
        body: bytes = answer.read(BYTES_MAX)
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleorApi:
    """One Saleor and the app that asks it; `send` is how a request travels, and raises as urllib does."""

    url: str
    token: str = field(repr=False)
    send: Callable[[Request], bytes] = _send

    def ask(self, document: Document, **variables: object) -> Answer:
        """
        Return the `data` of the answer.

        :raises AccessDenied: the token is not in force, or the app may not do this.
        :raises SaleorUnavailable: there was no usable answer in ten seconds; Saleor may have done its work all the same.
        """
        body = json.dumps({"query": document.text, "variables": variables}).encode()
        request = Request(  # noqa: S310 the scheme was checked
            self.url,
            data=body,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        answer = self._answer(request, document)
        if errors := answer.get("errors"):
            codes = {_code(error) for error in errors}
            if _DENIED_CODE in codes:
                raise AccessDenied(document.permission)
            raise SaleorUnavailable(f"Saleor answered with {', '.join(sorted(codes))}")
        data = answer.get("data")
        if not isinstance(data, dict):
            raise SaleorUnavailable("Saleor's answer has no data")
        return data

    def _answer(self, request: Request, document: Document) -> Answer:
        try:
            answer = json.loads(self.send(request))
        except HTTPError as error:
            error.close()
            if error.code in _DENIED:
                raise AccessDenied(document.permission) from None
            raise SaleorUnavailable(f"Saleor answered with status {error.code}") from None
        except (URLError, OSError, http.client.HTTPException, ValueError) as error:
            raise SaleorUnavailable(f"Saleor does not answer: {_reason(error)}") from None
        if not isinstance(answer, dict):
            raise SaleorUnavailable("Saleor's answer is no object")
        return answer


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    return type(cause).__name__


def _code(error: Any) -> str:
    try:
        return str(error["extensions"]["exception"]["code"])
    except (KeyError, TypeError):
        return "an error"


def saleor_api() -> SaleorApi:
    """
    Return the Saleor of the settings `saleor_api_url` and `saleor_app_token`.

    :raises ImproperlyConfigured: one of them is missing or cannot be used.
    """
    settings = current()
    if problem := settings.saleor_app_problem:
        raise ImproperlyConfigured(problem)
    return SaleorApi(url=settings.saleor_api_url, token=settings.saleor_app_token)
