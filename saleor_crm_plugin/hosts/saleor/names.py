"""How Saleor's objects are named in references."""

from saleor_crm_plugin.facts import Kind, Reference

HOST = "saleor"
PLUGIN_ID = "saleor.crm"
BEAT_PREFIX = "saleor-crm-"


def reference(kind: Kind, key: object) -> Reference:
    """Return the name of one of Saleor's objects; `key` is its primary key, not its GraphQL id."""
    return Reference(HOST, kind, str(key))
