"""The tables of mail; nothing is decided here."""

from saleor_crm_plugin.mail.models.clicks import Click, Link
from saleor_crm_plugin.mail.models.messages import (
    MailLane,
    MailTemplate,
    MailTemplateVersion,
    Message,
    MessageClass,
    MessageState,
    Suppression,
    SuppressionReason,
    SuppressionScope,
)
from saleor_crm_plugin.mail.models.reports import DeliveryReport
from saleor_crm_plugin.mail.models.topics import Topic

__all__ = [
    "Click",
    "DeliveryReport",
    "Link",
    "MailLane",
    "MailTemplate",
    "MailTemplateVersion",
    "Message",
    "MessageClass",
    "MessageState",
    "Suppression",
    "SuppressionReason",
    "SuppressionScope",
    "Topic",
]
