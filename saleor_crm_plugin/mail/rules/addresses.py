"""What an e-mail address looks like to a mail server, to a reader and to the suppression list."""

import hashlib
import hmac
import re
import unicodedata

_ADDRESS = re.compile(
    r"[^\s<>,;:\"()\[\]\\@\x00-\x1f\x7f]{1,64}@[^\s<>,;:\"()\[\]\\@\x00-\x1f\x7f]{1,253}"
)


def address_hash(address: str, *, key: bytes) -> str:
    """
    Return what stands for `address` in the suppression list: HMAC-SHA256, 64 hexadecimal digits.

    Upper and lower case, and ways to write the same character, give the same hash.
    """
    canonical = unicodedata.normalize("NFC", address.strip()).casefold()
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()


def address_on_the_wire(address: str) -> str | None:
    """
    Return `address` as `RCPT TO` takes it, with an internationalized domain in ASCII (RFC 5891).

    `None` for one that no mail can be sent to: not one `@`, blanks, brackets or control characters
    (each could smuggle a second recipient or command), or a local part beyond ASCII.
    """
    if _ADDRESS.fullmatch(address) is None:
        return None
    local, domain = address.rsplit("@", 1)
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return None


def address_masked(address: str) -> str:
    """Return `address` so that its owner recognizes it and nobody else learns it: `s•••@e•••.com`."""
    local, _, domain = address.partition("@")
    if not local or not domain:
        return "•••"
    name, dot, ending = domain.rpartition(".")
    return f"{local[0]}•••@{name[:1]}•••{dot}{ending}" if dot else f"{local[0]}•••@•••"
