"""Serves the built Dashboard extension, beside the GraphQL endpoint it asks, from whatever address a host gives it."""

import mimetypes
from functools import cache
from html import escape
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from saleor_crm_plugin import conf

FOLDER = Path(__file__).parent / "dashboard"
_INDEX = "index.html"
_YEAR_SECONDS = 31_536_000
_NOT_BUILT = "The Dashboard extension is not built: `make dashboard` does it, and needs Node."


@xframe_options_exempt  # the Dashboard shows it in a frame; `frame-ancestors` says whose
@require_safe
def dashboard(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """
    Return a file of the bundle, or the page itself for every address that is the page's own.

    Nothing outside the bundle can be asked for: a name is looked up among the files there are.
    """
    files = bundle_files()
    if _INDEX not in files:
        return HttpResponse(_NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    if path in files and not path.endswith(".html"):
        return _file(files[path])
    if path not in files and "." in path.rpartition("/")[2]:
        return HttpResponse(status=404)
    prefix = f"{request.path[: len(request.path) - len(path)].rstrip('/')}/"
    return _page(files[path if path in files else _INDEX], prefix)


@cache
def bundle_files() -> dict[str, Path]:
    """Return the files of the bundle by their names in addresses; empty when it is not built."""
    return {
        path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()
    }


def _file(path: Path) -> FileResponse:
    """Return a file whose name changes with its contents."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = FileResponse(path.open("rb"), content_type=kind)
    response["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page(path: Path, prefix: str) -> HttpResponse:
    """Return a page that finds its files and its endpoint from any of its own addresses."""
    base = f'<head>\n    <base href="{escape(prefix)}" />'
    response = HttpResponse(path.read_text("utf-8").replace("<head>", base, 1))
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
        " img-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'none';"
        f" frame-ancestors {_framed_by()}"
    )
    return response


def _framed_by() -> str:
    origins = [origin.strip() for origin in conf.current().dashboard_origins.split(",")]
    return " ".join(["'self'", *filter(None, origins)])
