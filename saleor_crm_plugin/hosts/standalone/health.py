"""Whether this process lives and whether it can do its work."""

from django.http import HttpRequest, JsonResponse


def live(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 Django's signature
    """Return that this process answers; nothing behind it is asked."""
    return JsonResponse({"status": "ok"})
