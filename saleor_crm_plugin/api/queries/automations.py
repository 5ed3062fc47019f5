"""Questions about automations and their mails."""

from dataclasses import dataclass

from saleor_crm_plugin import conf
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.automations import (
    AutomationNode,
    PreviewNode,
    automation_node,
    preview_node,
)
from saleor_crm_plugin.automation.services import automation_states
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.mail.services.previews import mail_preview

_LANGUAGE_LENGTH_MAX = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewArguments:
    """Which template is wanted, in which language."""

    template: str
    language_code: str | None = None


def automations(inquiry: Inquiry) -> list[AutomationNode]:  # noqa: ARG001 the table's signature
    """Return every automation that sends messages, by name."""
    return [automation_node(state) for state in automation_states()]


def preview(inquiry: Inquiry, arguments: PreviewArguments) -> PreviewNode:
    """
    Return a mail with sample values, in the best language that it has.

    :raises CrmError: there is no such template, or it cannot be rendered.
    """
    language = arguments.language_code or ""
    if len(language) > _LANGUAGE_LENGTH_MAX:
        raise Invalid("this is not a language", field="languageCode")
    found = mail_preview(
        template=arguments.template,
        language_code=language,
        settings=conf.current(),
        at=inquiry.at,
    )
    return preview_node(found)
