"""Reads the bytes of a file that comes within an argument."""

import base64
import binascii

from saleor_crm_plugin.errors import Invalid


def file_content(text: str) -> bytes:
    """
    Return the bytes of base64 (RFC 4648 §4); line breaks, as many tools write them, are dropped.

    :raises Invalid: it is not base64, or empty.
    """
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("the content is not base64", field="content") from None
    if not content:
        raise Invalid("the file is empty", field="content")
    return content
