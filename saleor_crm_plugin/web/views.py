"""One-click unsubscription (RFC 8058): needs no cookie, no session and no host template settings."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template import Context, Engine, Template
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from saleor_crm_plugin import conf
from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.mail import services

_FOLDER = Path(__file__).parent.parent / "templates/saleor_crm/web"
_ONE_CLICK = {"List-Unsubscribe": ["One-Click"]}


@csrf_exempt  # the signed token is the proof; a mailbox provider has no cookie (RFC 8058 §3.2)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """
    Show a page with one button, or unsubscribe for its `POST`.

    A link scanner's `GET` changes nothing. A `POST` counts only with `List-Unsubscribe=One-Click`
    and nothing else; repeated, it answers 200 again.
    """
    try:
        if request.method != "POST":
            return _page("ask", token=token)
        if not _is_one_click(request):
            return _page("wrong", status=400)
        services.message_unsubscribe(token=token, at=datetime.now(tz=UTC))
        return _page("done", token=token)
    except NotFound:
        return _page("unknown", status=404)


def _is_one_click(request: HttpRequest) -> bool:
    given: QueryDict | MultiValueDict[str, str] = request.POST
    return dict(given.lists()) == _ONE_CLICK and not request.FILES


def _page(step: str, *, token: str = "", status: int = 200) -> HttpResponse:
    card = services.unsubscribe_card(token=token) if token else None
    values = {"step": step, "card": card, "shop_name": conf.current().shop_name}
    response = HttpResponse(_template().render(Context(values)), status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    )
    return response


@cache
def _template() -> Template:
    return Engine(dirs=[str(_FOLDER)]).get_template("unsubscribe.html")
