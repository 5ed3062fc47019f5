"""Opaque ids of the GraphQL contract: base64 of the type's name and the row's number, as in Saleor."""

import base64
import binascii

from saleor_crm_plugin.errors import Invalid


def id_encode(type_name: str, key: object) -> str:
    """Return the id of one object, such as `Q3JtUHJvZmlsZTox` for `CrmProfile:1`."""
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()


def id_decode(type_name: str, value: str, *, field: str) -> int:
    """
    Return the row number behind the id of a `type_name`.

    :raises Invalid: it is no id, or one of another type; `field` names the argument.
    """
    try:
        name, separator, key = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise Invalid(f"this is not the id of a {type_name}", field=field) from None
    if not separator or name != type_name or not (key.isascii() and key.isdigit()):
        raise Invalid(f"this is not the id of a {type_name}", field=field)
    if (number := int(key)) >= _ROW_NUMBER_END:
        raise Invalid(f"this is not the id of a {type_name}", field=field)
    return number


_ROW_NUMBER_END = 2**63


def host_key(type_name: str, value: str) -> str:
    """Return the host's own key behind an id of its GraphQL (`VXNlcjo0Mg==` is user 42); other text is a key itself."""
    try:
        name, separator, key = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return value
    return key if separator and name == type_name and key else value
