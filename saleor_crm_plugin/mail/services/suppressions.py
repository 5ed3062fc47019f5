"""Writes the suppression list: addresses that get no mail, by keyed hash."""

from datetime import datetime

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.mail.models import Suppression, SuppressionReason, SuppressionScope
from saleor_crm_plugin.mail.rules.ways import EMAIL


def address_suppress(
    *,
    address_hash: str,
    channel: str = EMAIL.channel,
    reason: SuppressionReason,
    scope: SuppressionScope,
    evidence: JsonObject,
    at: datetime,
) -> bool:
    """Suppress an address on one channel, once per reason; return whether it is new. `evidence` holds no address."""
    _, is_new = Suppression.objects.get_or_create(
        channel=channel,
        address_hash=address_hash,
        reason=reason,
        defaults={"scope": scope, "evidence": evidence, "since": at},
    )
    return is_new
