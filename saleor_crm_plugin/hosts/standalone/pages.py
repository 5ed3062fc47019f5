"""The host's own web pages: the front page and the caught mails."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from saleor_crm_plugin import conf
from saleor_crm_plugin.hosts.standalone import health, mailbox
from saleor_crm_plugin.web.dashboard import bundle_files

_STYLESHEET = Path(__file__).parent / "static" / "saleor_crm_standalone" / "pages.css"
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A mail may show pictures and open links in a new tab. It may not run scripts or reach this origin.
_MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
    " img-src data: https: http:; style-src 'unsafe-inline'; font-src data: https:"
)


@require_safe
@never_cache
def front(request: HttpRequest) -> HttpResponse:
    """Show where everything is and whether it works."""
    report = health.report()
    context = {
        "shop_name": conf.current().shop_name,
        "report": report,
        "has_dashboard": bool(bundle_files()),
        "has_mail_page": settings.MAIL_CATCHER_FILE is not None,
    }
    return _page(request, "front.html", context)


@require_safe
@never_cache
def mails(request: HttpRequest) -> HttpResponse:
    """Show the caught mails, the newest first."""
    return _page(
        request,
        "mails.html",
        {
            "mails": mailbox.mail_summaries(path=_mailbox()),
            "kept_mails": mailbox.KEPT_MAILS,
        },
    )


@require_safe
@never_cache
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Show one caught mail: as the shopper sees it, as text, and its headers."""
    return _page(request, "mail.html", {"mail": _mail(mail_id)})


@require_safe
@never_cache
@xframe_options_sameorigin
def mail_html(request: HttpRequest, mail_id: int) -> HttpResponse:  # noqa: ARG001 Django's signature
    """Return the HTML part alone, for the frame of the mail's page."""
    content = '<!doctype html><base target="_blank">' + _mail(mail_id).html
    return HttpResponse(content, headers={"Content-Security-Policy": _MAIL_POLICY})


@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 Django's signature
    """Return the look of these pages; Django's own static files would need a server beside ASGI."""
    return HttpResponse(
        _STYLESHEET.read_bytes(),
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=3600"},
    )


def _mailbox() -> Path:
    path: Path | None = settings.MAIL_CATCHER_FILE
    if path is None:
        raise Http404
    return path


def _mail(mail_id: int) -> mailbox.Mail:
    found = mailbox.mail_with_id(path=_mailbox(), mail_id=mail_id)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    response = render(request, f"saleor_crm_standalone/{template}", context)
    response["Content-Security-Policy"] = _PAGE_POLICY
    return response
