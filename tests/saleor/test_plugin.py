"""The plugin as an operator meets it: the form, the switch, the hooks' promises and the start."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from saleor.graphql.tests.fixtures import ApiClient
from saleor.plugins.manager import get_plugins_manager
from saleor.plugins.models import PluginConfiguration

from saleor_crm_plugin import conf, schedule
from saleor_crm_plugin.hosts.saleor.hooks import GUARDED, HOOKS
from saleor_crm_plugin.ingest.models import InboxItem
from saleor_crm_plugin.work import Work

pytestmark = pytest.mark.saleor

UPDATE = """
mutation($active: Boolean, $items: [ConfigurationItemInput!]) {
  pluginUpdate(id: "saleor.crm", input: {active: $active, configuration: $items}) {
    errors { field message }
    plugin { globalConfiguration { active configuration { name value type helpText } } }
  }
}"""


def _update(client, items, *, active=True):
    values = [{"name": name, "value": value} for name, value in items.items()]
    answer = client.post_graphql(UPDATE, {"active": active, "items": values}).json()
    return answer["data"]["pluginUpdate"]


@pytest.fixture
def listed(settings, db):
    settings.PLUGINS = ["saleor_crm_plugin.hosts.saleor.plugin.CrmPlugin"]


def test_saleor_finds_the_plugin_by_its_entry_point():
    from saleor import settings as plain

    assert "saleor_crm_plugin" in plain.INSTALLED_APPS
    assert "saleor_crm_plugin.hosts.saleor.plugin.CrmPlugin" in plain.EXTERNAL_PLUGINS


def test_staff_switch_it_on_and_the_core_sees_what_they_typed(listed, superuser_api_client):
    # when
    result = _update(
        superuser_api_client,
        {
            "mail_is_enabled": "true",
            "mail_sender": "news@shop.example",
            "public_url": "https://crm.shop.example",
            "time_zone": "Asia/Taipei",
            "reconcile_minutes": "30",
            "smtp_host": "smtp.shop.example",
            "smtp_port": "465",
            "smtp_password": "secret",
            "smtp_security": "tls",
        },
    )

    # then
    assert result["errors"] == []
    current = conf.current()
    assert (current.mail_is_enabled, current.mail_sender) == (True, "news@shop.example")
    assert (current.public_url, current.time_zone) == ("https://crm.shop.example", "Asia/Taipei")
    assert (current.smtp_host, current.smtp_port) == ("smtp.shop.example", 465)
    assert (current.smtp_password, current.smtp_security) == ("secret", "tls")
    assert current.reconcile_minutes == 30
    shown = result["plugin"]["globalConfiguration"]
    fields = {field["name"]: field for field in shown["configuration"]}
    assert (shown["active"], fields["smtp_password"]["value"]) == (True, "")
    assert [name for name, field in fields.items() if not field["helpText"]] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mail_sender", "nobody"),
        ("public_url", "crm.shop.example"),
        ("time_zone", "Mars/Olympus"),
        ("reconcile_minutes", "often"),
        ("reconcile_minutes", "1441"),
        ("smtp_port", "0"),
        ("smtp_security", "some"),
    ],
)
def test_what_could_not_work_is_refused_beside_its_field(
    listed, superuser_api_client, field, value
):
    # when
    result = _update(superuser_api_client, {field: value})

    # then
    first, *rest = field.split("_")
    assert [error["field"] for error in result["errors"]] == [first + "".join(map(str.title, rest))]
    assert PluginConfiguration.objects.filter(identifier="saleor.crm", active=True).count() == 0


def test_mail_without_a_sender_is_refused(listed, superuser_api_client):
    result = _update(superuser_api_client, {"mail_is_enabled": "true"})

    assert [error["field"] for error in result["errors"]] == ["mailSender", "smtpHost"]


def test_a_plugin_that_is_off_sends_and_sweeps_nothing_and_hears_nothing(
    listed, superuser_api_client, order
):
    # given
    _update(
        superuser_api_client,
        {"mail_sender": "a@shop.example", "mail_is_enabled": "true"},
        active=False,
    )

    # when
    get_plugins_manager(allow_replica=False).order_updated(order)

    # then
    assert (conf.current().mail_is_enabled, conf.current().reconcile_minutes) == (False, 0)
    assert InboxItem.objects.count() == 0


def test_every_hook_of_the_table_exists_in_this_saleor():
    from saleor.plugins.manager import PluginsManager

    assert [name for name in HOOKS if not hasattr(PluginsManager, name)] == []


def test_five_hooks_of_one_order_leave_one_row(plugin, order):
    # when
    manager = get_plugins_manager(allow_replica=False)
    for name in (
        "order_created",
        "order_paid",
        "order_fully_paid",
        "order_updated",
        "order_confirmed",
    ):
        getattr(manager, name)(order)

    # then
    assert list(InboxItem.objects.values_list("kind", "external_id")) == [("order", str(order.pk))]


def test_bulk_created_orders_are_noted_in_one_statement(
    plugin, order_list, django_assert_num_queries
):
    # given
    manager = get_plugins_manager(allow_replica=False)
    manager.get_all_plugins()

    # when
    with transaction.atomic(), django_assert_num_queries(3):  # savepoint, insert, release
        manager.order_bulk_created(order_list)

    # then
    assert InboxItem.objects.count() == len(order_list)


def test_staff_are_nobody_unless_they_are_deleted(plugin, staff_user):
    # given
    manager = get_plugins_manager(allow_replica=False)

    # when
    manager.customer_updated(staff_user)
    before = InboxItem.objects.count()
    manager.staff_deleted(staff_user)

    # then
    assert (before, InboxItem.objects.count()) == (0, 1)


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_hook_that_cannot_work_fails_nobody(plugin, name, caplog):
    # given
    hook = getattr(get_plugins_manager(allow_replica=False).get_plugin("saleor.crm"), name)

    # when
    answer = hook(object(), "whatever", previous_value="before", webhooks=None)

    # then
    assert answer == "before"
    told = [r.getMessage() for r in caplog.records if r.name.endswith("saleor.touching")]
    assert told[-1] == f"{name} could not be noted; the next sweep will"
    assert len(told) == (2 if name in GUARDED else 1)


def test_a_hook_inside_a_transaction_survives_its_own_database_error(plugin, order, monkeypatch):
    # given
    manager = get_plugins_manager(allow_replica=False)

    def broken(**_):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM saleor_crm_no_such_table")

    monkeypatch.setattr("saleor_crm_plugin.ingest.services.inbox.touches_accept", broken)

    # when
    with transaction.atomic():
        manager.order_updated(order)
        order.customer_note = "still writable"
        order.save(update_fields=["customer_note"])

    # then
    order.refresh_from_db()
    assert order.customer_note == "still writable"


def test_a_rolled_back_transaction_takes_its_touch_along(plugin, order):
    # given
    @transaction.atomic
    def sale_that_fails():
        get_plugins_manager(allow_replica=False).order_updated(order)
        raise ZeroDivisionError

    # when
    with pytest.raises(ZeroDivisionError):
        sale_that_fails()

    # then
    assert InboxItem.objects.count() == 0


def test_saleors_beat_knows_our_tasks_and_they_may_write():
    from saleor.celeryconf import app

    # given
    ours = {entry["task"] for entry in schedule.entries(has_source=True).values()}

    # when
    planned = {entry["task"] for entry in app.conf.beat_schedule.values()}
    app.loader.import_default_modules()

    # then
    assert ours - planned == set()
    assert ours - set(app.tasks) == set()
    assert {work.value for work in Work} - set(app.tasks) == set()


def test_a_task_drains_in_a_worker_where_writing_must_be_allowed(crm, order):
    from saleor.celeryconf import app

    # given
    get_plugins_manager(allow_replica=False).order_updated(order)
    app.loader.import_default_modules()

    # when
    app.tasks[Work.INBOX.value].delay()

    # then
    assert crm.waiting() == []
    assert crm.order(order).number == str(order.number)
    assert getattr(connection, "_allow_writer", False) is False


def test_the_checks_find_nothing_wrong(plugin, capsys):
    call_command("check", fail_level="ERROR")

    assert "saleor_crm.E" not in capsys.readouterr().err


def test_the_doctor_follows_an_order_and_says_what_is_missing(shop, crm, customer_user, capsys):
    # given
    shop.buy(ApiClient(user=customer_user))

    # when
    with pytest.raises(SystemExit):
        call_command("crm_doctor", wait=0)
    before = capsys.readouterr().out
    crm.sweep()
    crm.drain()

    # then
    found = {line[5:18].strip(): (line[:3], line[18:]) for line in before.splitlines()}
    assert found["tables"] == ("ok ", "all there")
    assert found["plugin"] == ("ok ", "switched on")
    assert found["reading"] == ("ok ", "the newest order is read and translated")
    assert found["broker"] == ("bad", "none: set CELERY_BROKER_URL")
    assert found["sweep"] == ("bad", "never finished for customer, order, checkout")


def test_the_sweep_as_a_command_tells_what_it_read(shop, crm, customer_user, capsys):
    # given
    shop.buy(ApiClient(user=customer_user))

    # when
    call_command("crm_reconcile")
    once = capsys.readouterr().out
    crm.drain()
    call_command("crm_reconcile")

    # then
    assert "order: 1 read, 1 had been missed" in once
    assert "order: 1 read, 0 had been missed" in capsys.readouterr().out
