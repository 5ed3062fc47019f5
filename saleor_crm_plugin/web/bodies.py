"""How much a request may bring; the pages take short forms, reports come in batches."""

from django.http import HttpRequest, HttpResponse

FORM_BYTES_MAX = 65_536


def is_too_large(request: HttpRequest, *, bytes_max: int = FORM_BYTES_MAX) -> bool:
    """
    Return whether the request says that its body is larger than `bytes_max`.

    Asked before anything reads the body. One whose size is not said meets Django's own limit
    (`DATA_UPLOAD_MAX_MEMORY_SIZE`).
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not (length.isascii() and length.isdigit() and int(length) <= bytes_max)


def too_large() -> HttpResponse:
    """Return the refusal (RFC 9110 §15.5.14)."""
    return HttpResponse(status=413)
