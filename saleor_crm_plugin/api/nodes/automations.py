"""Automations and what their mails look like, as the contract shows them."""

from dataclasses import dataclass

from saleor_crm_plugin.automation.services import AutomationState
from saleor_crm_plugin.mail.services.previews import Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationNode:
    """One automation that sends messages."""

    slug: str
    event: str
    template: str
    channel: str
    is_marketing: bool
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewNode:
    """A mail with sample values."""

    language_code: str
    languages: tuple[str, ...]
    subject: str
    html: str
    text: str


def automation_node(state: AutomationState) -> AutomationNode:
    """Return an automation as the contract shows it."""
    return AutomationNode(
        slug=state.slug,
        event=state.event_type.upper(),
        template=state.template,
        channel=state.channel,
        is_marketing=state.is_marketing,
        is_active=state.is_active,
    )


def preview_node(preview: Preview) -> PreviewNode:
    """Return a preview as the contract shows it."""
    return PreviewNode(
        language_code=preview.language_code,
        languages=preview.languages,
        subject=preview.rendered.subject,
        html=preview.rendered.html,
        text=preview.rendered.text,
    )
