"""Which installed extensions are in force: the others are named by a check, and the shop runs on."""

import pytest
from django.core.checks import run_checks

from saleor_crm_plugin.automation.queries import extensions_look
from saleor_crm_plugin.extensions.models import ExtensionRecord
from saleor_crm_plugin.extensions.queries import extension_cards, installed
from saleor_crm_plugin.extensions.services import extensions_remember, failure_record
from saleor_crm_plugin.hooks import (
    AddressKind,
    Channel,
    Extension,
    Listener,
    Outcome,
    Reaction,
    TemplateFilter,
    Words,
)
from tests.factories import NOON


def listener(slug="heard", notify=print, **values):
    return Listener(slug=slug, notify=notify, **values)


def said() -> list[tuple[str | None, str]]:
    """What the system checks say about extensions."""
    return [
        (message.id, message.msg)
        for message in run_checks()
        if message.id in {f"saleor_crm.W02{number}" for number in range(4)}
    ]


def test_without_extensions_nothing_is_in_force(shelf):
    assert (installed().declared, installed().absent, said()) == ((), (), [])


def test_an_installed_extension_is_found_by_its_entry_point(shelf):
    # given
    mine = listener()
    shelf.install("rain", timeline_listeners=[mine])

    # then
    assert installed().listeners == [("rain", mine)]
    assert [one.hooks for one in installed().declared] == [["timeline_listeners"]]
    assert said() == []


@pytest.mark.parametrize(
    ("values", "check", "problem"),
    [
        (
            {"api_version": "2.0"},
            "saleor_crm.W020",
            "it was written for version 2.0 of the API, this is 1.0",
        ),
        (
            {"api_version": "1.1"},
            "saleor_crm.W020",
            "it was written for version 1.1 of the API, this is 1.0",
        ),
        (
            {"api_version": "new"},
            "saleor_crm.W020",
            "it was written for version new of the API, this is 1.0",
        ),
        (
            {"raises": ImportError("secret")},
            "saleor_crm.W021",
            "it cannot be loaded: ImportError",
        ),
        (
            {"timeline_listeners": lambda: 1 / 0},
            "saleor_crm.W021",
            "it cannot be loaded: ZeroDivisionError",
        ),
        (
            {"identity": "rain"},
            "saleor_crm.W021",
            "its hook extension() must return an Extension, got str",
        ),
        (
            {"identity": Extension(slug="sun", name="Sun", version="1", api_version="1.0")},
            "saleor_crm.W021",
            "its slug 'sun' is not the name of its entry point, 'rain'",
        ),
        (
            {"timeline_listeners": "nonsense"},
            "saleor_crm.W021",
            "timeline_listeners() must return a sequence, got str",
        ),
        (
            {"timeline_listeners": [TemplateFilter(name="x", apply=str)]},
            "saleor_crm.W021",
            "timeline_listeners() must return Listener values, got TemplateFilter",
        ),
        (
            {"timeline_listeners": [listener("Not A Name")]},
            "saleor_crm.W021",
            "timeline_listeners() declares 'Not A Name': lower-case letters, digits and underscores are a name",
        ),
        (
            {"timeline_listeners": [listener("a"), listener("a")]},
            "saleor_crm.W021",
            "timeline_listeners() declares the same name twice",
        ),
        (
            {"timeline_listeners": [listener(notify="no function")]},
            "saleor_crm.W021",
            "timeline_listeners() declares 'heard' whose notify cannot be called",
        ),
        (
            {"timeline_listeners": [listener(types=["order_paid"])]},
            "saleor_crm.W021",
            "timeline_listeners() declares 'heard' whose types are no frozenset of text",
        ),
        (
            {"template_filters": [TemplateFilter(name="money", apply=str)]},
            "saleor_crm.W021",
            "the filter 'money' is one of Liquid's or of the CRM's own",
        ),
        (
            {"template_filters": [TemplateFilter(name="split", apply=str)]},
            "saleor_crm.W021",
            "the filter 'split' is one of Liquid's or of the CRM's own",
        ),
        (
            {
                "message_channels": [
                    Channel(slug="email", name="E", address_kind=AddressKind.EMAIL, deliver=print)
                ]
            },
            "saleor_crm.W021",
            "the channel 'email' is the CRM's own",
        ),
        (
            {
                "message_channels": [
                    Channel(slug="x", name="X", address_kind="email", deliver=print)
                ]
            },
            "saleor_crm.W021",
            "message_channels() declares 'x' whose address_kind is no AddressKind",
        ),
        (
            {
                "automation_reactions": [
                    Reaction(
                        slug="hi",
                        event_type="order_paid",
                        words=(Words(language_code="en", subject="s" * 501, html="", text=""),),
                        is_marketing=False,
                        topic="",
                    )
                ]
            },
            "saleor_crm.W021",
            "automation_reactions() declares 'hi' with an unusable language or subject",
        ),
    ],
)
def test_an_extension_that_cannot_be_used_is_left_out_and_named(shelf, values, check, problem):
    # given
    shelf.install("rain", **values)
    shelf.install("sun", timeline_listeners=[listener()])

    # then
    assert said() == [(check, f"The extension rain of rain-package is not used: {problem}.")]
    assert [one.slug for one in installed().declared] == ["sun"]


@pytest.mark.parametrize(
    ("identity", "problem"),
    [
        ({"version": 1}, "slug, name, version and api_version must be text"),
        ({"name": ""}, "name has 1 to 128 characters, version at most 64"),
        ({"version": "1" * 65}, "name has 1 to 128 characters, version at most 64"),
    ],
)
def test_an_extension_that_says_nonsense_about_itself_is_refused(shelf, identity, problem):
    values = {"slug": "rain", "name": "Rain", "version": "1", "api_version": "1.0"} | identity
    shelf.install("rain", identity=Extension(**values))

    assert said() == [
        ("saleor_crm.W021", f"The extension rain of rain-package is not used: {problem}.")
    ]


def test_a_name_that_is_none_is_refused(shelf):
    shelf.install("Rain-Day", timeline_listeners=[listener()])

    assert said()[0][1].endswith(
        "a slug has at most 31 lower-case letters, digits and underscores, a letter first."
    )


def reacting(**values):
    words = Words(language_code="en", subject="s", html="h", text="t")
    usual = {"slug": "hi", "event_type": "order_paid", "words": (words,)}
    return Reaction(**(usual | {"is_marketing": False, "topic": ""} | values))


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"words": ()}, "without words"),
        ({"words": ("hello",)}, "without words"),
        ({"event_type": 7}, "with something else than text"),
        ({"channel": "No Channel"}, "with an unusable channel or topic"),
        ({"topic": "t" * 65}, "with an unusable channel or topic"),
        ({"sample": {"a": object()}}, "whose sample is no JSON"),
        ({"occasion": "order"}, "whose occasion is no Occasion"),
    ],
    ids=["none", "text", "type", "channel", "topic", "sample", "occasion"],
)
def test_a_reaction_that_would_not_fit_the_tables_is_refused(shelf, values, problem):
    shelf.install("rain", automation_reactions=[reacting(**values)])

    assert said()[0][1].endswith(f"automation_reactions() declares 'hi' {problem}.")


def test_a_hook_that_does_not_exist_is_refused(shelf):
    shelf.install("rain", timeline_listener=[])

    ((check, problem),) = said()

    assert check == "saleor_crm.W021"
    assert "it implements a hook that does not exist" in problem


def test_the_second_extension_of_a_name_is_refused(shelf):
    # given
    shelf.install("rain", package="a-rain", timeline_listeners=[listener("first")])
    shelf.install("rain", package="b-rain", timeline_listeners=[listener("second")])

    # then
    problem = "another extension is named 'rain' already"
    assert [one.slug for _, one in installed().listeners] == ["first"]
    assert said() == [("saleor_crm.W022", f"The extension rain of b-rain is not used: {problem}.")]


def test_the_second_owner_of_a_channel_or_filter_is_refused(shelf):
    # given
    channel = Channel(
        slug="pager",
        name="P",
        address_kind=AddressKind.PHONE,
        deliver=lambda message: Outcome.TAKEN,
    )
    shelf.install("rain", message_channels=[channel])
    shelf.install("sun", message_channels=[channel], timeline_listeners=[listener()])

    # then
    assert list(installed().channels) == ["pager"]
    assert installed().listeners == []
    assert said()[0][1].endswith("'pager' belongs to the extension 'rain' already.")


def test_a_disabled_extension_is_not_even_imported(shelf, settings):
    # given
    settings.SALEOR_CRM = {"extensions_disabled": "rain, snow"}
    shelf.install("rain", raises=RuntimeError("must not be imported"))
    shelf.install("sun", timeline_listeners=[listener()])

    # then
    assert [(one.slug, one.version, one.absence) for one in installed().absent] == [
        ("rain", "1.2.3", "disabled")
    ]
    assert [one.slug for one in installed().declared] == ["sun"]
    assert said() == [
        (
            "saleor_crm.W023",
            "SALEOR_CRM['extensions_disabled'] names 'snow', which is not installed.",
        )
    ]


def test_every_extension_can_be_disabled_at_once(shelf, settings):
    settings.SALEOR_CRM = {"extensions_disabled": "*"}
    shelf.install("rain", raises=RuntimeError("must not be imported"))

    assert (installed().declared, said()) == ((), [])


@pytest.mark.django_db
def test_a_failure_is_counted_by_its_class_and_never_by_its_words(shelf):
    # given
    shelf.install("rain", timeline_listeners=[listener()])

    # when
    for error in (ValueError("ann@example.com"), KeyError("ann@example.com")):
        failure_record(slug="rain", hook="timeline_listeners:heard", error=error, at=NOON)

    # then
    (card,) = extension_cards()
    assert (card.failures_count, card.last_error, card.last_hook, card.last_failed_at) == (
        2,
        "KeyError",
        "timeline_listeners:heard",
        NOON,
    )
    assert (card.name, card.version, card.state) == ("The rain", "1.2.3", "active")


@pytest.mark.django_db
def test_an_extension_that_is_gone_keeps_its_row(shelf):
    # given
    shelf.install("rain", timeline_listeners=[listener()])
    written = [extensions_remember(at=NOON), extensions_remember(at=NOON)]

    # when
    shelf.uninstall()

    # then
    assert written == [1, 0]
    (card,) = extension_cards()
    assert (card.slug, card.state, card.version, card.hooks) == (
        "rain",
        "gone",
        "1.2.3",
        ("timeline_listeners",),
    )


@pytest.mark.django_db
def test_a_failure_of_an_extension_that_nobody_knows_is_kept_under_its_slug():
    failure_record(slug="rain", hook="earning_rules:x", error=KeyError("x"), at=NOON)

    row = ExtensionRecord.objects.get()
    assert (str(row), row.name, row.version, row.failures_count) == ("rain", "rain", "", 1)


@pytest.mark.django_db
def test_another_version_is_written_down(shelf):
    shelf.install("rain", version="1.0")
    extensions_remember(at=NOON)
    shelf.uninstall()
    shelf.install("rain", version="1.1")

    assert extensions_remember(at=NOON) == 1
    assert ExtensionRecord.objects.get().version == "1.1"


@pytest.mark.django_db
def test_the_operator_reads_in_a_line_how_extensions_fare(shelf):
    # given
    none = extensions_look()
    shelf.install("rain", timeline_listeners=[listener()])
    well = extensions_look()
    failure_record(slug="rain", hook="timeline_listeners:heard", error=KeyError("x"), at=NOON)
    shelf.install("sun", api_version="9.0")

    # when
    look = extensions_look()

    # then
    assert (none.is_well, none.words) == (True, "none installed")
    assert (well.is_well, well.words) == (True, "rain 1.2.3 active")
    assert (look.is_well, look.words) == (
        False,
        (
            "rain 1.2.3 active, failed 1 times, last KeyError in timeline_listeners:heard; "
            "sun 1.2.3 wrong_version"
        ),
    )
