"""The plugin's form switches the points program on and off, at the rates it says."""

import pytest
from django.core.management import call_command
from saleor.plugins.models import PluginConfiguration

from saleor_crm_plugin import conf
from saleor_crm_plugin.hosts.saleor.configuration import settings_given
from saleor_crm_plugin.hosts.saleor.program import rates_in_force
from saleor_crm_plugin.loyalty.queries.programs import program_rules

pytestmark = pytest.mark.saleor

UPDATE = """
mutation($active: Boolean, $items: [ConfigurationItemInput!]) {
  pluginUpdate(id: "saleor.crm", input: {active: $active, configuration: $items}) {
    errors { field message }
  }
}"""


@pytest.fixture
def save(settings, db, superuser_api_client):
    settings.PLUGINS = ["saleor_crm_plugin.hosts.saleor.plugin.CrmPlugin"]

    def call(*, active=True, **items):
        values = [{"name": name, "value": value} for name, value in items.items()]
        answer = superuser_api_client.post_graphql(UPDATE, {"active": active, "items": values})
        return answer.json()["data"]["pluginUpdate"]["errors"]

    return call


def _earning():
    return [(r.earn_points, r.earn_per_minor, r.currency, r.channel) for r in rates_in_force()]


def test_the_switch_starts_the_program_at_the_rates_of_the_form(save, channel_USD):
    # when
    errors = save(
        points_are_awarded="true",
        points_rates=f"1 per 1.00 USD\n3 per 1.00 USD in {channel_USD.slug}",
        time_zone="Asia/Taipei",
    )

    # then
    assert errors == []
    assert _earning() == [(1, 100, "USD", ""), (3, 100, "USD", channel_USD.slug)]
    assert str(program_rules().zone) == "Asia/Taipei"


def test_a_plugin_that_is_switched_on_has_a_program_that_pays_nothing(save):
    # when
    errors = save(active=True, time_zone="Asia/Taipei")
    program = program_rules()
    save(time_zone="Europe/Warsaw")

    # then
    assert errors == []
    assert (program.status, str(program.zone), rates_in_force()) == ("draft", "Asia/Taipei", ())
    assert program_rules() == program


def test_another_rate_is_another_revision_and_another_field_is_none(save):
    # given
    save(points_are_awarded="true", points_rates="1 per 1.00 USD")
    first = program_rules().current.number

    # when
    save(shop_name="Tea")
    same = program_rules().current.number
    save(points_rates="2 per 1.00 USD")

    # then
    assert (same, program_rules().current.number) == (first, first + 1)
    assert _earning() == [(2, 100, "USD", "")]


def test_switched_off_nothing_earns_and_on_again_it_does(save):
    # given
    save(points_are_awarded="true", points_rates="1 per 1.00 USD")

    # when
    save(points_are_awarded="false")
    off = (program_rules().status, _earning())
    save(points_are_awarded="true")

    # then
    assert off == ("paused", [])
    assert (program_rules().status, _earning()) == ("active", [(1, 100, "USD", "")])


def test_a_plugin_that_is_switched_off_neither_starts_nor_stops_the_program(save):
    # given
    save(active=False, points_are_awarded="true", points_rates="1 per 1.00 USD")
    before = program_rules()

    # when
    save(active=True)
    started = program_rules().status
    save(active=False)

    # then
    assert before is None
    assert (started, program_rules().status) == ("active", "active")


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ("", "Points need a rate, for example: 1 per 1.00 USD."),
        ("a point each", "Line 1 is not like: 1 per 1.00 USD"),
        ("1 per 1.00 EUR in no-such", "There is no channel no-such with the currency EUR."),
    ],
)
def test_rates_that_cannot_work_start_nothing(save, rates, words):
    # when
    errors = save(points_are_awarded="true", points_rates=rates)

    # then
    assert errors == [{"field": "pointsRates", "message": words}]
    assert program_rules() is None
    assert PluginConfiguration.objects.filter(identifier="saleor.crm", active=True).count() == 0


def test_a_form_and_a_program_are_saved_together_or_not_at_all(save, monkeypatch):
    # given
    from django.db import ProgrammingError

    def missing(**_):
        raise ProgrammingError("relation does not exist")

    monkeypatch.setattr("saleor_crm_plugin.hosts.saleor.saving.program_follow", missing)

    # when
    errors = save(points_are_awarded="true", points_rates="1 per 1.00 USD")

    # then
    assert [error["field"] for error in errors] == ["pointsAreAwarded"]
    assert PluginConfiguration.objects.filter(identifier="saleor.crm", active=True).count() == 0


def test_mail_needs_a_server_of_saleors_or_of_the_form(save, settings):
    # given
    settings.EMAIL_HOST = None

    # when
    refused = save(mail_is_enabled="true", mail_sender="news@shop.example")
    taken = save(
        mail_is_enabled="true", mail_sender="news@shop.example", smtp_host="smtp.shop.example"
    )

    # then
    assert ([error["field"] for error in refused], taken) == (["smtpHost"], [])


def test_a_mail_address_of_saleor_without_a_port_stops_no_command(save, settings):
    # given: what Saleor makes of EMAIL_URL=consolemail://
    settings.EMAIL_HOST, settings.EMAIL_PORT = None, "None"

    # then
    assert (settings_given()["smtp_port"], settings_given()["smtp_host"]) == (25, "127.0.0.1")
    assert conf.current().smtp_port == 25


def _ids(capsys):
    call_command("check")
    return {
        line.split("(")[1].split(")")[0]
        for line in capsys.readouterr().err.splitlines()
        if "(saleor_crm." in line
    }


def test_the_checks_name_what_is_missing(save, settings, capsys):
    # given
    settings.PUBLIC_URL = None
    off = _ids(capsys)
    save(reconcile_minutes="10")

    # when
    on = _ids(capsys)
    save(reconcile_minutes="0", public_url="https://api.shop.example/plugins/saleor.crm/")
    mended = _ids(capsys)
    settings.PLUGINS = []

    # then
    assert off == {"saleor_crm.W001"}
    assert on == {"saleor_crm.W001", "saleor_crm.W013", "saleor_crm.W014"}
    assert mended == {"saleor_crm.W001"}
    assert _ids(capsys) == {"saleor_crm.W001", "saleor_crm.W012"}
    assert conf.current().public_url == "https://api.shop.example/plugins/saleor.crm"


def test_a_sweep_that_came_is_not_late(crm, plugin, settings, capsys):
    # given
    settings.PUBLIC_URL = "https://api.shop.example"

    # when
    crm.sweep()

    # then
    assert _ids(capsys) == {"saleor_crm.W001"}


def test_the_doctor_names_channels_without_a_rate(save, channel_USD, channel_PLN, capsys):
    # given
    save(points_are_awarded="true", points_rates="1 per 1.00 USD")

    # when
    with pytest.raises(SystemExit):
        call_command("crm_doctor", wait=0)

    # then
    found = {
        line[5:18].strip(): (line[:3], line[18:]) for line in capsys.readouterr().out.splitlines()
    }
    assert found["points"] == ("bad", f"no rate for {channel_PLN.slug}")
    assert found["schema"] == ("ok ", "Saleor's GraphQL has the CRM's fields")


def test_uninstalling_leaves_no_rows_with_beat_and_no_form(save, capsys):
    from django_celery_beat.models import IntervalSchedule, PeriodicTask

    # given
    every = IntervalSchedule.objects.create(every=5, period="seconds")
    for name in ("saleor-crm-process_inbox", "delete-expired-orders"):
        PeriodicTask.objects.create(name=name, task="a.task", interval=every)
    save()

    # when
    call_command("crm_uninstall")
    once = capsys.readouterr().out
    call_command("crm_uninstall")

    # then
    assert once.startswith("1 periodic tasks and 1 configurations deleted\n")
    assert capsys.readouterr().out.startswith("0 periodic tasks and 0 configurations deleted\n")
    assert list(PeriodicTask.objects.values_list("name", flat=True)) == ["delete-expired-orders"]


def test_a_secret_of_delivery_reports_is_long_and_never_shown_whole(save):
    # given
    (short,) = save(report_secret="guessed")
    refused = settings_given()["report_secret"]

    # when
    errors = save(report_secret="s" * 24)

    # then
    assert (short["field"], refused, errors) == ("reportSecret", "", [])
    assert settings_given()["report_secret"] == "s" * 24


def test_the_dashboard_that_may_show_the_pages_is_the_forms_or_saleors(save, monkeypatch):
    # given
    monkeypatch.setenv("DASHBOARD_URL", "https://dashboard.example.com/dashboard/")
    of_saleor = settings_given()["dashboard_origins"]

    # when
    (refused,) = save(dashboard_origins="https://a.example.com; script-src *")
    errors = save(dashboard_origins="http://localhost:9000/, https://b.example.com")

    # then
    assert (of_saleor, refused["field"]) == ("https://dashboard.example.com", "dashboardOrigins")
    assert errors == []
    assert settings_given()["dashboard_origins"] == "http://localhost:9000, https://b.example.com"
