"""docs/examples/loyal-weather, installed with pip and followed through the standalone host in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.example_extension import EXAMPLE, example_install, running_messenger

ROOT = Path(__file__).parents[2]
BASE_TYPES = ["--strict", "--config-file=", "--cache-dir=/dev/null", "--follow-imports=silent"]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return example_install(tmp_path_factory.mktemp("example"))


def run(*command, **environment) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def told(site: Path, folder: Path, messenger) -> dict:
    environment = {
        "PYTHONPATH": f"{site}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "saleor_crm_plugin.hosts.standalone.settings",
        "DATABASE_URL": "",
        "ALLOWED_HOSTS": "testserver",
        "SALEOR_CRM_DATA": str(folder),
        "SALEOR_CRM_SHOP_NAME": "Tea House",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "LOYAL_WEATHER_URL": messenger.url,
    }
    run("-m", "saleor_crm_plugin", "migrate", "--verbosity=0", **environment)
    return json.loads(run("-m", "tests.example_story", **environment))


@pytest.fixture(scope="module")
def story(site, tmp_path_factory):
    """The diary answers 503 at first, so that the event is told once more."""
    with running_messenger() as messenger:
        messenger.refusals["/diary"] = [503]
        return told(site, tmp_path_factory.mktemp("data"), messenger), messenger


def profile(story) -> dict:
    (edge,) = story[0]["answer"]["data"]["crmProfiles"]["edges"]
    return edge["node"]


def test_the_extension_is_found_and_in_force(story):
    found, _ = story

    (extension,) = found["answer"]["data"]["crmExtensions"]
    assert (extension["slug"], extension["state"], extension["version"]) == (
        "loyal_weather",
        "ACTIVE",
        "1.0.0",
    )
    assert extension["hooks"] == [
        "earning_rules",
        "segment_fields",
        "message_channels",
        "template_filters",
        "timeline_listeners",
        "automation_reactions",
    ]
    assert found["checks"] == []
    assert found["doctor"].startswith("loyal_weather 1.0.0 active")


def test_its_rule_adds_points_to_the_order(story):
    points = profile(story)["points"]
    entries = {
        edge["node"]["kind"]: (edge["node"]["points"], json.loads(edge["node"]["explanation"]))
        for edge in points["entries"]["edges"]
    }

    assert entries["EARN"][0] == 100
    assert entries["BONUS"][0] == 20
    assert entries["BONUS"][1]["rules"] == [
        {"rule": "loyal_weather:rainwear", "points": 20, "trimmed": 0}
    ]


def test_its_field_is_shown_and_finds_profiles(story):
    assert profile(story)["extensionFields"] == [
        {"extension": "loyal_weather", "field": "climate", "kind": "TEXT", "value": "wet"}
    ]


def test_its_message_goes_out_once_on_its_channel_with_its_filter_and_field(story):
    _, messenger = story

    ((key, body),) = messenger.pages("/messages")
    assert key
    assert body == {
        "to": "+886212345678",
        "text": "Tea House thanks you for order ☂ 1001 Stay dry!",
    }
    sent = [edge["node"] for edge in profile(story)["messages"]["edges"]]
    assert {"channel": "raincoat", "template": "loyal_weather.thanks", "state": "SENT"} in sent


def test_its_listener_hears_again_of_what_failed_and_of_nothing_else(story):
    found, messenger = story

    pages = messenger.pages("/diary")
    assert len({key for key, _ in pages}) == 1
    assert [body["type"] for _, body in pages] == ["order_paid"] * len(pages)
    assert len(pages) == 2
    (extension,) = found["answer"]["data"]["crmExtensions"]
    assert (extension["failuresCount"], extension["lastError"], extension["lastHook"]) == (
        1,
        "ConnectionError",
        "timeline_listeners:diary",
    )
    assert (extension["waitingCount"], extension["deadCount"]) == (0, 0)


def test_its_own_tests_pass_without_django(site):
    environment = {"PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "DJANGO_SETTINGS_MODULE": ""}
    plugins = ["-p", "no:django", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist"]

    said = run(
        "-m", "pytest", "-q", "-c", os.devnull, f"--rootdir={EXAMPLE}", *plugins,
        str(EXAMPLE / "tests"), **environment,
    )  # fmt: skip

    assert "7 passed" in said


def test_the_api_is_imported_without_django():
    script = (
        "import sys, saleor_crm_plugin.hooks;"
        "print(sorted({'django', 'celery', 'liquid', 'graphql'} & set(sys.modules)))"
    )

    assert run("-c", script).strip() == "[]"


def test_it_satisfies_mypy():
    run("-m", "mypy", *BASE_TYPES, str(EXAMPLE / "loyal_weather"), MYPYPATH=f"{ROOT}:{EXAMPLE}")
