"""Writes of mail: enqueue, deliver, publish, suppress, unsubscribe."""

from saleor_crm_plugin.mail.services.clicks import click_record, clicks_judge
from saleor_crm_plugin.mail.services.delivery import DeliveryReport, outbox_deliver
from saleor_crm_plugin.mail.services.outbox import (
    NewMessage,
    message_enqueue,
    message_requeue,
    message_send_test,
    messages_enqueue,
    messages_merge,
    messages_unmerge,
)
from saleor_crm_plugin.mail.services.reports import reports_accept, reports_apply
from saleor_crm_plugin.mail.services.suppressions import address_suppress
from saleor_crm_plugin.mail.services.templates import (
    template_follow,
    template_publish,
    templates_seed,
)
from saleor_crm_plugin.mail.services.unsubscribing import (
    UnsubscribeCard,
    message_unsubscribe,
    unsubscribe_card,
)

__all__ = [
    "DeliveryReport",
    "NewMessage",
    "UnsubscribeCard",
    "address_suppress",
    "click_record",
    "clicks_judge",
    "message_enqueue",
    "message_requeue",
    "message_send_test",
    "message_unsubscribe",
    "messages_enqueue",
    "messages_merge",
    "messages_unmerge",
    "outbox_deliver",
    "reports_accept",
    "reports_apply",
    "template_follow",
    "template_publish",
    "templates_seed",
    "unsubscribe_card",
]
