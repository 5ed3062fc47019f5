"""What `/plugins/saleor.crm/…` answers through Saleor's own URLs."""

import pytest
from django.test import Client
from django.utils import timezone
from saleor.core.db.connection import allow_writer
from saleor.plugins.models import PluginConfiguration

from saleor_crm_plugin.mail.models import Click, DeliveryReport, Link, Message
from saleor_crm_plugin.mail.services import message_enqueue
from saleor_crm_plugin.mail.services.link_tokens import Purpose, token_sign
from saleor_crm_plugin.mail.services.preferences import preferences_token
from saleor_crm_plugin.mail.services.unsubscribing import unsubscribe_token
from saleor_crm_plugin.profiles.models import ConsentEvent

pytestmark = pytest.mark.saleor

ROOT = "/plugins/saleor.crm"
ROOTS = [ROOT, "/plugins/global/saleor.crm", "/plugins/channel/main/saleor.crm"]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def token(shop, crm):
    """Return the token in the link of a marketing message to a registered shopper."""
    user = shop.register("ann@example.com")
    crm.drain()
    with allow_writer():
        message_enqueue(
            key="news-1",
            profile_id=crm.profile_of(user.pk).pk,
            template="welcome",
            message_class="marketing",
            topic="offers",
            context={},
            due_at=timezone.now(),
            at=timezone.now(),
        )
        return unsubscribe_token(Message.objects.get(key="news-1").uuid)


@pytest.fixture
def choosing(token):
    """Return the token in the same message's link to the preferences page."""
    return preferences_token(Message.objects.get(key="news-1").uuid)


@pytest.mark.parametrize("root", ROOTS)
def test_a_link_shows_its_page_and_one_post_unsubscribes(token, root):
    # when
    page = Client().get(f"{root}/u/{token}")
    before = ConsentEvent.objects.count()
    answer = Client(enforce_csrf_checks=True).post(f"{root}/u/{token}", ONE_CLICK)

    # then
    assert (page.status_code, before, answer.status_code) == (200, 0, 200)
    assert b"ann@example.com" not in page.content
    assert [event.topic for event in ConsentEvent.objects.all()] == ["offers"]


@pytest.mark.parametrize("root", ROOTS)
def test_a_plugin_that_is_off_serves_nothing(token, root):
    # given
    PluginConfiguration.objects.update(active=False)

    # when
    answer = Client().post(f"{root}/u/{token}", ONE_CLICK)

    # then
    assert (answer.status_code, ConsentEvent.objects.count()) == (404, 0)


@pytest.mark.parametrize("root", ROOTS)
def test_the_preferences_page_keeps_what_is_ticked(choosing, root):
    # when
    page = Client().get(f"{root}/p/{choosing}")
    before = ConsentEvent.objects.count()
    form = {"shown": ["offers", ""], "wanted": ["offers"], "do": "save"}
    answer = Client(enforce_csrf_checks=True).post(f"{root}/p/{choosing}", form)

    # then
    assert (page.status_code, before, answer.status_code) == (200, 0, 200)
    assert b"ann@example.com" not in page.content + answer.content
    assert [(one.topic, one.status) for one in ConsentEvent.objects.all()] == [
        ("offers", "granted")
    ]


@pytest.mark.parametrize("root", ROOTS)
def test_no_page_of_a_plugin_that_is_off_takes_anything(choosing, root):
    PluginConfiguration.objects.update(active=False)
    answer = Client().post(f"{root}/p/{choosing}", {"do": "nothing"})
    assert (answer.status_code, ConsentEvent.objects.count()) == (404, 0)


@pytest.mark.parametrize("root", ROOTS)
def test_a_link_of_a_mail_leads_on_while_the_plugin_is_on(token, root):
    # given
    uuid = Message.objects.get(key="news-1").uuid
    with allow_writer():
        link = Link.objects.create(
            url="https://shop.example.com/", digest="1", created_at=timezone.now()
        )
    click = token_sign(Purpose.CLICK, f"{uuid.hex}-{link.pk}")

    # when
    answer = Client().get(f"{root}/c/{click}")
    noted = Click.objects.count()
    PluginConfiguration.objects.update(active=False)
    off = Client().get(f"{root}/c/{click}")

    # then
    assert (answer.status_code, answer["Location"], noted) == (302, "https://shop.example.com/", 1)
    assert (off.status_code, Click.objects.count()) == (404, 1)


SECRET = "s" * 24
SPAM = {"event": "spam", "email": "ann@example.com"}


@pytest.mark.parametrize("root", ROOTS)
def test_a_provider_reports_with_the_secret_of_the_form_while_the_plugin_is_on(shop, root):
    # given
    PluginConfiguration.objects.update(configuration=[{"name": "report_secret", "value": SECRET}])

    # when
    answers = [
        Client().post(f"{root}/reports/{path}", SPAM, content_type="application/json").status_code
        for path in (f"brevo/{SECRET}", "brevo/wrong", "brevo", f"brevo/{SECRET}/../x")
    ]
    PluginConfiguration.objects.update(active=False)
    off = Client().post(f"{root}/reports/brevo/{SECRET}", SPAM, content_type="application/json")

    # then
    assert (answers, off.status_code) == ([200, 404, 404, 404], 404)
    assert DeliveryReport.objects.count() == 1


@pytest.mark.parametrize("page", ["u", "p"])
def test_a_large_body_is_refused(choosing, page):
    answer = Client().post(f"{ROOT}/{page}/{choosing}", {"do": "x" * 70_000})
    assert (answer.status_code, ConsentEvent.objects.count()) == (413, 0)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/u/",
        "/u/nothing",
        "/p/",
        "/reports/brevo/",
        "/reports/../reports/brevo/" + "s" * 24,
        "/c/",
        "/c/nothing",
        "/c/https://evil.example.com/",
        "/c/%2F%2Fevil.example.com",
        "/p/nothing",
        "/p/nothing/../../u/nothing",
        "/u/..",
        "/u/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/u/..%5c..%5cwindows",
        "//u/x",
        "/static/../settings.py",
        "/graphql",
        "/u/" + "a" * 5000,
    ],
)
def test_what_is_not_listed_does_not_exist(plugin, path):
    assert Client().get(ROOT + path).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_only_the_methods_of_the_view_are_taken(token, method):
    answer = getattr(Client(), method)(f"{ROOT}/u/{token}")

    assert (answer.status_code, ConsentEvent.objects.count()) == (405, 0)


def test_a_post_that_says_anything_else_changes_nothing(token):
    answer = Client().post(f"{ROOT}/u/{token}", ONE_CLICK | {"more": "1"})

    assert (answer.status_code, ConsentEvent.objects.count()) == (400, 0)


def test_this_saleor_accepts_our_manifest(plugin):
    import saleor
    from saleor.app.manifest_validations import clean_manifest_data

    minor = ".".join(saleor.__version__.split(".")[:2])
    answer = Client().get(f"{ROOT}/manifest", headers={"Saleor-Schema-Version": minor})

    found = answer.json()
    clean_manifest_data(found, raise_for_saleor_version=True)
    assert found["id"] == "saleor.crm"
    assert Client().post(
        f"{ROOT}/register", {"auth_token": "x"}, content_type="application/json"
    ).json() == {"success": True}
