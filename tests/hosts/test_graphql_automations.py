"""Automations over GraphQL: what sends mail by itself, what it looks like, and switching it."""

import pytest

from saleor_crm_plugin.automation.models import Automation
from saleor_crm_plugin.mail.models import MailTemplate, Message
from saleor_crm_plugin.mail.rules.liquid import Source
from saleor_crm_plugin.mail.services.templates import template_publish
from tests.factories import NOON
from tests.hosts.graphql_client import ask, document, post, refused, staff_token

pytestmark = pytest.mark.django_db


def states() -> dict[str, bool]:
    return {one["slug"]: one["isActive"] for one in ask("CrmAutomations", staff_token())}


def test_what_nobody_has_switched_is_on_and_is_switched_off_and_on_again() -> None:
    # given
    assert (states()["welcome"], states()["thanks"]) == (True, True)

    # when
    wanted = {"slug": "welcome", "isActive": False}
    off = ask("CrmAutomationSwitch", staff_token(), input=wanted)
    again = ask("CrmAutomationSwitch", staff_token(), input=wanted)

    # then
    assert off == again
    assert (off["errors"], off["automation"]["event"]) == ([], "CUSTOMER_REGISTERED")
    assert (states()["welcome"], states()["thanks"]) == (False, True)
    ask("CrmAutomationSwitch", staff_token(), input=wanted | {"isActive": True})
    assert states()["welcome"] is True


def test_an_unknown_automation_is_not_switched() -> None:
    answer = ask("CrmAutomationSwitch", staff_token(), input={"slug": "none", "isActive": True})

    assert [error["code"] for error in answer["errors"]] == ["NOT_FOUND"]
    assert Automation.objects.count() == 0


def test_a_preview_is_the_mail_with_sample_values_and_writes_nothing() -> None:
    english = ask("CrmMailPreview", staff_token(), template="points-earned", languageCode="en")
    chinese = ask("CrmMailPreview", staff_token(), template="points-earned", languageCode="zh-TW")

    assert "129" in english["html"]
    assert "129" in english["text"]
    assert (english["languageCode"], chinese["languageCode"]) == ("en", "zh-hant")
    assert english["subject"] != chinese["subject"]
    assert english["languages"] == ["en", "zh-hant"]
    assert (MailTemplate.objects.count(), Message.objects.count()) == (0, 0)


def test_a_preview_shows_what_the_merchant_published() -> None:
    source = Source(subject="Dear {{ shop.name }}", html="<b>1 < 2</b>", text="Hello")
    template_publish(slug="welcome", language_code="en", source=source, actor="", at=NOON)

    found = ask("CrmMailPreview", staff_token(), template="welcome")

    assert found["subject"].startswith("Dear")
    assert "<b>1 < 2</b>" in found["html"]


def test_there_is_no_preview_of_an_unknown_template_and_none_for_strangers() -> None:
    answer = post(document("CrmMailPreview"), {"template": "none"}, staff_token()).json()

    assert answer["errors"][0]["message"] == "no mail template none"
    assert refused(document("CrmMailPreview"), template="welcome") == ["PermissionDenied"]
    switch = {"slug": "welcome", "isActive": False}
    assert refused(document("CrmAutomationSwitch"), staff_token("MANAGE_USERS"), input=switch) == [
        "PermissionDenied"
    ]
    assert Automation.objects.count() == 0
