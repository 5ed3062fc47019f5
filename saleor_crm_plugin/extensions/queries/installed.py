"""Finds the installed extensions, once per process, and keeps those that can be used."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.metadata import EntryPoint, entry_points

import pluggy

from saleor_crm_plugin import conf
from saleor_crm_plugin.extensions.rules import (
    KINDS,
    Declared,
    ExtensionRefused,
    NameTaken,
    WrongVersion,
    declarations_checked,
    extension_checked,
    name_taken,
)
from saleor_crm_plugin.hooks import (
    ENTRY_POINT_GROUP,
    Action,
    Channel,
    EarningRule,
    Listener,
    Reaction,
    SegmentField,
    TemplateFilter,
)
from saleor_crm_plugin.hooks.specifications import Hooks

logger = logging.getLogger(__name__)
ALL = "*"


class Absence(StrEnum):
    """Why an installed extension is not in force; each but the first has a system check."""

    DISABLED = "disabled"
    WRONG_VERSION = "wrong_version"
    NAME_TAKEN = "name_taken"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """An installed extension that is not in force, and why, in words for who installed it."""

    slug: str
    package: str
    version: str
    absence: Absence
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """Every installed extension: those in force, by name, and the others."""

    declared: tuple[Declared, ...] = ()
    absent: tuple[Absent, ...] = ()

    @property
    def earning_rules(self) -> list[tuple[str, EarningRule]]:
        """Return the rules in force, each with its extension."""
        return [(one.slug, rule) for one in self.declared for rule in one.earning_rules]

    @property
    def segment_fields(self) -> list[tuple[str, SegmentField]]:
        """Return the fields in force, each with its extension."""
        return [(one.slug, field) for one in self.declared for field in one.segment_fields]

    @property
    def channels(self) -> dict[str, tuple[str, Channel]]:
        """Return the channels in force by their own name, each with its extension."""
        return {
            channel.slug: (one.slug, channel)
            for one in self.declared
            for channel in one.message_channels
        }

    @property
    def filters(self) -> tuple[tuple[str, TemplateFilter], ...]:
        """Return the template filters in force, each with its extension."""
        return tuple((one.slug, found) for one in self.declared for found in one.template_filters)

    @property
    def listeners(self) -> list[tuple[str, Listener]]:
        """Return who listens to the timeline, each with its extension."""
        return [(one.slug, found) for one in self.declared for found in one.timeline_listeners]

    @property
    def reactions(self) -> list[tuple[str, Reaction]]:
        """Return the reactions in force, each with its extension."""
        return [(one.slug, found) for one in self.declared for found in one.automation_reactions]

    @property
    def actions(self) -> list[tuple[str, Action]]:
        """Return the actions in force, each with its extension."""
        return [(one.slug, found) for one in self.declared for found in one.automation_actions]


def installed() -> Installed:
    """
    Return the installed extensions; they are looked for and loaded once per process and setting.

    An extension that cannot be loaded or used is left out, whatever it raises. One that is named in
    `extensions_disabled` is not even imported.
    """
    return _loaded(conf.extensions_disabled())


def installed_forget() -> None:
    """Look for the extensions anew at the next question; for tests that install some."""
    _loaded.cache_clear()


@cache
def _loaded(disabled: frozenset[str]) -> Installed:
    declared: list[Declared] = []
    absent: list[Absent] = []
    for point in _entry_points():
        if point.name in disabled or ALL in disabled:
            absent.append(_absent(point, Absence.DISABLED, "disabled by extensions_disabled"))
            continue
        try:
            found = _declared(point)
            name_taken(found, declared)
        except ExtensionRefused as error:
            absent.append(_absent(point, _absence(error), str(error)))
        except Exception as error:  # whatever its code does, the shop runs on
            logger.exception("the extension %s cannot be loaded", point.name)
            problem = f"it cannot be loaded: {type(error).__name__}"
            absent.append(_absent(point, Absence.UNUSABLE, problem))
        else:
            declared.append(found)
    return Installed(declared=tuple(declared), absent=tuple(absent))


def _entry_points() -> Iterator[EntryPoint]:
    """Yield the extensions' entry points in an order that every process agrees on, each once."""
    points = {
        (point.name, _package(point), point.value): point
        for point in entry_points(group=ENTRY_POINT_GROUP)
    }
    for key in sorted(points):
        yield points[key]


def _declared(point: EntryPoint) -> Declared:
    """Load one extension into a pluggy manager of its own, so that nobody else's error is its."""
    manager = pluggy.PluginManager(ENTRY_POINT_GROUP)
    manager.add_hookspecs(Hooks)
    manager.register(point.load(), name=point.name)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise ExtensionRefused(f"it implements a hook that does not exist: {error}") from error
    extension = extension_checked(manager.hook.extension(), entry_point=point.name)
    answers = {name: _flat(getattr(manager.hook, name)()) for name in KINDS}
    return declarations_checked(extension, answers)


def _flat(answers: list[object]) -> object:
    """Return the answer of the one implementation there can be, nothing when there is none."""
    return answers[0] if answers else ()


def _absence(error: ExtensionRefused) -> Absence:
    if isinstance(error, WrongVersion):
        return Absence.WRONG_VERSION
    return Absence.NAME_TAKEN if isinstance(error, NameTaken) else Absence.UNUSABLE


def _absent(point: EntryPoint, absence: Absence, problem: str) -> Absent:
    return Absent(
        slug=point.name,
        package=_package(point),
        version=point.dist.version if point.dist else "",
        absence=absence,
        problem=f"The extension {point.name} of {_package(point)} is not used: {problem}.",
    )


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else ""
