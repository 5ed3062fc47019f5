"""One-click unsubscription (RFC 8058) and the preferences page: no cookie, no session, nothing personal in a URL."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from saleor_crm_plugin import conf
from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.mail import services
from saleor_crm_plugin.mail.queries.topics import topic_name
from saleor_crm_plugin.mail.services.preferences import (
    CLICKS_NAME,
    preferences_card,
    preferences_save,
)
from saleor_crm_plugin.web.bodies import is_too_large, too_large
from saleor_crm_plugin.web.pages import languages_of, page

_ONE_CLICK = {"List-Unsubscribe": ["One-Click"]}
_FORM_FIELDS = {"shown", "wanted", "do"}


@csrf_exempt  # the signed token is the proof; a mailbox provider has no cookie (RFC 8058 §3.2)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """
    Show a page with one button, or unsubscribe for its `POST`.

    A link scanner's `GET` changes nothing. A `POST` counts only with `List-Unsubscribe=One-Click`
    and nothing else; repeated, it answers 200 again.
    """
    if is_too_large(request):
        return too_large()
    try:
        if request.method != "POST":
            return _unsubscribe_page(request, "ask", token=token)
        if not _is_one_click(request):
            return _plain_page(request, "unsubscribe.html", "wrong", status=400)
        services.message_unsubscribe(token=token, at=datetime.now(tz=UTC))
        return _unsubscribe_page(request, "done", token=token)
    except NotFound:
        return _plain_page(request, "unsubscribe.html", "unknown", status=404)


@csrf_exempt  # as above
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """
    Show what a shopper can hear about, or keep what he ticked.

    A link scanner's `GET` changes nothing. A `POST` that our form does not send changes nothing either.
    """
    if is_too_large(request):
        return too_large()
    try:
        if request.method != "POST":
            return _preferences_page(request, "ask", token=token)
        form: QueryDict | MultiValueDict[str, str] = request.POST
        if request.FILES or not _is_ours(form):
            return _plain_page(request, "preferences.html", "wrong", status=400)
        preferences_save(
            token=token,
            shown=form.getlist("shown") if form["do"] == "save" else [],
            wanted=form.getlist("wanted") if form["do"] == "save" else [],
            settings=conf.current(),
            at=datetime.now(tz=UTC),
        )
        return _preferences_page(request, "saved", token=token)
    except NotFound:
        return _plain_page(request, "preferences.html", "unknown", status=404)


def _is_ours(form: QueryDict | MultiValueDict[str, str]) -> bool:
    if set(form) - _FORM_FIELDS:
        return False
    return form.get("do") == "nothing" or (form.get("do") == "save" and "shown" in form)


def _is_one_click(request: HttpRequest) -> bool:
    given: QueryDict | MultiValueDict[str, str] = request.POST
    return dict(given.lists()) == _ONE_CLICK and not request.FILES


def _unsubscribe_page(request: HttpRequest, step: str, *, token: str) -> HttpResponse:
    card = services.unsubscribe_card(token=token)
    languages = languages_of(request, known=card.language_code)
    named = {"address": card.address_masked}
    if card.topic:
        named["topic"] = topic_name(slug=card.topic, languages=languages)
    values = {
        "step": step,
        "topic": card.topic,
        "is_unsubscribed": card.is_unsubscribed,
        "preferences_path": f"../p/{card.preferences_token}",
    }
    return page("unsubscribe.html", languages=languages, values=values, named=named)


def _preferences_page(request: HttpRequest, step: str, *, token: str) -> HttpResponse:
    card = preferences_card(token=token, languages=languages_of(request), settings=conf.current())
    values = {
        "step": step,
        "choices": card.choices,
        "is_test": card.is_test,
        "clicks_are_noted": card.clicks_are_noted,
        "clicks_name": CLICKS_NAME,
        "is_nothing": not any(choice.is_on for choice in card.choices),
    }
    return page(
        "preferences.html",
        languages=languages_of(request, known=card.language_code),
        values=values,
        named={"address": card.address_masked},
    )


def _plain_page(request: HttpRequest, name: str, step: str, *, status: int) -> HttpResponse:
    return page(name, languages=languages_of(request), values={"step": step}, status=status)
