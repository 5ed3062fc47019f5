"""Reads of mail; they return frozen dataclasses and write nothing."""

from saleor_crm_plugin.mail.queries.messages import (
    MessageCard,
    message_card,
    message_rows,
    message_states_count,
    messages_count,
    messages_page,
)
from saleor_crm_plugin.mail.queries.templates import TemplateCard, template_cards

__all__ = [
    "MessageCard",
    "TemplateCard",
    "message_card",
    "message_rows",
    "message_states_count",
    "messages_count",
    "messages_page",
    "template_cards",
]
