"""Ends a message that could not be written, and tells whose fault it was."""

import logging
from datetime import datetime

from saleor_crm_plugin.extensions.services import failure_record
from saleor_crm_plugin.mail.models import Message, MessageState
from saleor_crm_plugin.mail.rules.liquid import TemplateFailed, TemplateRefused
from saleor_crm_plugin.mail.services.settling import message_end

logger = logging.getLogger(__name__)


def writing_failed(
    *, message: Message, error: TemplateFailed | TemplateRefused, at: datetime
) -> None:
    """End a message whose words cannot be rendered, and count a failing filter against its extension."""
    logger.error("message %s could not be written: %s", message.pk, error)
    message_end(message=message, state=MessageState.FAILED, verdict={"reason": "template_failed"})
    failed = error.failed if isinstance(error, TemplateFailed) else None
    if failed is not None:
        failure_record(
            slug=failed.extension,
            hook=f"template_filters:{failed.name}",
            error=failed.error,
            at=at,
        )
