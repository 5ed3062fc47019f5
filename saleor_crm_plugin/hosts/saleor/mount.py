"""What `/plugins/saleor.crm/…` serves: the addresses in `urls`, and nothing else."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern

_RESOLVER = URLResolver(RegexPattern(r"^/"), "saleor_crm_plugin.hosts.saleor.urls")
_PATH_LENGTH_MAX = 2048


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """
    Answer a request below the plugin's address; `path` starts with a slash, percent-decoded.

    Saleor hands the path over unnormalized. Only the listed addresses exist, no files, so that a path with
    dots in it finds nothing. Each view names the methods it takes.
    """
    if len(path) > _PATH_LENGTH_MAX or ".." in path or "//" in path or "\\" in path:
        return HttpResponseNotFound()
    try:
        found = _RESOLVER.resolve(path)
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    except (Resolver404, Http404):
        return HttpResponseNotFound()
    return response
