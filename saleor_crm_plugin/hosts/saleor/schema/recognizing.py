"""Who sends a request to an address of ours; importing this makes Saleor's schema, so only a request may."""

from typing import Any

import jwt
from django.http import HttpRequest
from saleor.core.auth import get_token_from_request
from saleor.graphql.app.dataloaders.utils import get_app_promise
from saleor.graphql.context import get_context_value

from saleor_crm_plugin.api.callers import ANONYMOUS, Caller
from saleor_crm_plugin.hosts.saleor.schema.callers import context_caller
from saleor_crm_plugin.hosts.saleor.schema.endpoint import CallerRefused

_REFUSED = "the token is not accepted"


def request_caller(request: HttpRequest) -> Caller:
    """
    Return who sends a request to an address of ours, recognized by Saleor's own means.

    A token that is not accepted is refused, not ignored: nobody is silently somebody else.

    :raises CallerRefused: Saleor does not know the token, or it has expired.
    """
    context: Any = request
    context.dataloaders = {}
    context.app = get_app_promise(context).get()  # Saleor looks for an app at its own address only
    try:
        caller = context_caller(get_context_value(context))
    except jwt.ExpiredSignatureError:
        raise CallerRefused(_REFUSED, "ExpiredSignatureError") from None
    except jwt.PyJWTError:
        raise CallerRefused(_REFUSED, "InvalidTokenError") from None
    if caller is ANONYMOUS and get_token_from_request(request):
        raise CallerRefused(_REFUSED, "InvalidTokenError")
    return caller
