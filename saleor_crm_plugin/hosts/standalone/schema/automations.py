"""Automations and what their mails look like: types, questions and changes."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError


@strawberry.type(description="Sends a message when something happens.")
class CrmAutomation:
    slug: str = shown("Its short name.")
    event: str = shown("What it reacts to, as the timeline names it.")
    template: str = shown("What it sends.")
    channel: str = shown("Such as `email`.")
    is_marketing: bool = shown("Whether it needs the shopper's consent.")
    is_active: bool = shown("Whether it is on.")


@strawberry.type(description="A mail with sample values; nobody is named in it.")
class CrmMailPreview:
    language_code: str = shown("The language it is in.")
    languages: list[str] = shown("All languages that the template has.")
    subject: str = shown("The subject.")
    html: str = shown("The mail as most programs show it; show it in a sandboxed frame.")
    text: str = shown("The mail for programs that show text only.")


@strawberry.input(description="Which automation, and whether it shall be on.")
class CrmAutomationSwitchInput:
    slug: str = shown("The automation.")
    is_active: bool = shown("Whether it shall be on.")


@strawberry.type
class CrmAutomationSwitch:
    """The answer of `crmAutomationSwitch`."""

    errors: list[CrmError] = shown(ERRORS)
    automation: CrmAutomation | None = shown("The automation as it is now.")


@strawberry.type
class AutomationsQuery:
    """Questions about automations and their mails."""

    crm_automations: list[CrmAutomation] = asked(
        "Query.crmAutomations", "Everything that sends messages by itself, by name."
    )
    crm_mail_preview: CrmMailPreview = asked(
        "Query.crmMailPreview",
        "What a mail looks like, with sample values.",
        {
            "template": (str, "The template's name."),
            "language_code": (str | None, "BCP 47 code; the best that it has unless given."),
        },
    )


@strawberry.type
class AutomationsMutation:
    """Changes of automations."""

    crm_automation_switch: CrmAutomationSwitch = asked(
        "Mutation.crmAutomationSwitch",
        "Switches an automation on or off; what happens while it is off stays unanswered.",
        {"input": (CrmAutomationSwitchInput, "Which automation.")},
    )
