"""The GraphiQL page and its files; everything comes from the package, nothing from another server."""

import gzip
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saleor_crm_plugin import conf

_FOLDER = Path(__file__).parent / "static" / "saleor_crm_standalone" / "graphiql"
_ASSETS = {
    "graphiql.min.js": "text/javascript",
    "react.production.min.js": "text/javascript",
    "react-dom.production.min.js": "text/javascript",
    "start.js": "text/javascript",
    "graphiql.min.css": "text/css",
    "page.css": "text/css",
}
# CodeMirror writes style attributes; nothing else may come from anywhere but this origin.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self';"
    " img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_QUERY = """# Put a token into the headers below:
# {"Authorization": "Bearer crm_..."}
{
  crmProfiles(first: 10) {
    totalCount
    edges {
      node {
        firstName
        lastName
        tags
      }
    }
  }
}
"""


def page(request: HttpRequest) -> HttpResponse:
    """Show GraphiQL, which sends its queries to the address it is opened at."""
    context = {"shop_name": conf.current().shop_name, "default_query": _QUERY}
    response = render(request, "saleor_crm_standalone/graphiql.html", context)
    response["Content-Security-Policy"] = _POLICY
    return response


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """Return one of the page's files, compressed when the browser can read that."""
    if name not in _ASSETS:
        raise Http404
    headers = {
        "Cache-Control": "public, max-age=86400",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    plain, packed = _FOLDER / name, _FOLDER / f"{name}.gz"
    if plain.exists():
        content = plain.read_bytes()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        content = packed.read_bytes()
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(packed.read_bytes())
    return HttpResponse(content, content_type=f"{_ASSETS[name]}; charset=utf-8", headers=headers)
