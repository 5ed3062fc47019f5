"""Links of mails: each leads on to the address that was stored before the mail went out, and to no other."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from saleor_crm_plugin import conf
from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.mail import services
from saleor_crm_plugin.web.pages import languages_of, page

_PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


@never_cache
@require_http_methods(["GET", "HEAD"])
def click(request: HttpRequest, token: str) -> HttpResponse:
    """Note that a link was opened, and lead on; a token that is not ours leads nowhere."""
    purposes = [request.headers.get(name, "") for name in _PURPOSES]
    try:
        url = services.click_record(
            token=token,
            method=request.method or "",
            user_agent=request.headers.get("User-Agent", ""),
            purpose=next((given for given in purposes if given), ""),
            settings=conf.current(),
            at=datetime.now(tz=UTC),
        )
    except NotFound:
        return page(
            "unsubscribe.html",
            languages=languages_of(request),
            values={"step": "unknown"},
            status=404,
        )
    response = HttpResponseRedirect(url)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
