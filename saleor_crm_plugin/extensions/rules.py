"""Decides whether what an extension declares can be used, and says what is wrong with it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from saleor_crm_plugin.hooks import (
    API_VERSION,
    Action,
    AddressKind,
    Channel,
    EarningRule,
    Extension,
    FieldKind,
    Listener,
    Occasion,
    Reaction,
    SegmentField,
    TemplateFilter,
    Words,
)
from saleor_crm_plugin.hooks.filters import TAKEN_NAMES

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,30}")
_CHANNEL = re.compile(r"[a-z][a-z0-9_]{0,15}")
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")
_NAME_LENGTH_MAX = 128
_VERSION_LENGTH_MAX = 64
_TOPIC_LENGTH_MAX = 64
_LANGUAGE_LENGTH_MAX = 35
_SUBJECT_LENGTH_MAX = 500
_EMAIL = "email"

Declaration = EarningRule | SegmentField | Channel | TemplateFilter | Listener | Reaction | Action
KINDS: dict[str, type[Declaration]] = {
    "earning_rules": EarningRule,
    "segment_fields": SegmentField,
    "message_channels": Channel,
    "template_filters": TemplateFilter,
    "timeline_listeners": Listener,
    "automation_reactions": Reaction,
    "automation_actions": Action,
}
_CALLED = {
    EarningRule: "bonus",
    SegmentField: "compute",
    Channel: "deliver",
    TemplateFilter: "apply",
    Listener: "notify",
    Action: "run",
}
_ENUMS: tuple[tuple[str, type], ...] = (
    ("address_kind", AddressKind),
    ("kind", FieldKind),
    ("occasion", Occasion),
)


class ExtensionRefused(Exception):
    """An extension that cannot be used; the message says why, for the person who installed it."""


class WrongVersion(ExtensionRefused):
    """It was written for another version of the API."""


class NameTaken(ExtensionRefused):
    """Another extension has the name already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One extension that can be used, and everything it declares."""

    extension: Extension
    earning_rules: tuple[EarningRule, ...] = ()
    segment_fields: tuple[SegmentField, ...] = ()
    message_channels: tuple[Channel, ...] = ()
    template_filters: tuple[TemplateFilter, ...] = ()
    timeline_listeners: tuple[Listener, ...] = ()
    automation_reactions: tuple[Reaction, ...] = ()
    automation_actions: tuple[Action, ...] = ()

    @property
    def slug(self) -> str:
        """Return the name of the extension in rows and settings."""
        return self.extension.slug

    @property
    def hooks(self) -> list[str]:
        """Return the hooks that it answers with something."""
        return [name for name in KINDS if getattr(self, name)]


def extension_checked(answer: object, *, entry_point: str) -> Extension:
    """
    Return what an extension says about itself.

    :raises ExtensionRefused: it says nothing usable, or not what its entry point says.
    :raises WrongVersion: it was written for another version of the API.
    """
    if not isinstance(answer, Extension):
        raise ExtensionRefused(
            f"its hook extension() must return an Extension, got {type(answer).__name__}"
        )
    texts = (answer.slug, answer.name, answer.version, answer.api_version)
    if not all(isinstance(text, str) for text in texts):
        raise ExtensionRefused("slug, name, version and api_version must be text")
    if answer.slug != entry_point:
        raise ExtensionRefused(
            f"its slug {answer.slug!r} is not the name of its entry point, {entry_point!r}"
        )
    if _SLUG.fullmatch(answer.slug) is None:
        raise ExtensionRefused(
            "a slug has at most 31 lower-case letters, digits and underscores, a letter first"
        )
    if not 0 < len(answer.name) <= _NAME_LENGTH_MAX or len(answer.version) > _VERSION_LENGTH_MAX:
        raise ExtensionRefused("name has 1 to 128 characters, version at most 64")
    if not is_compatible(answer.api_version):
        raise WrongVersion(
            f"it was written for version {answer.api_version} of the API, this is {API_VERSION}"
        )
    return answer


def is_compatible(api_version: str) -> bool:
    """Return whether what was written for `api_version` runs here: same major, and no newer minor."""
    asked, ours = _VERSION.fullmatch(api_version), _VERSION.fullmatch(API_VERSION)
    if asked is None or ours is None:
        return False
    return asked[1] == ours[1] and int(asked[2]) <= int(ours[2])


def declarations_checked(extension: Extension, answers: Mapping[str, object]) -> Declared:
    """
    Return what the hooks of an extension answered, each a sequence of its kind of declaration.

    :raises ExtensionRefused: an answer is of another type, or a declaration cannot be used.
    """
    found: dict[str, tuple[Declaration, ...]] = {}
    for hook, kind in KINDS.items():
        declarations = _of_kind(hook, kind, answers.get(hook, ()))
        names = [_name(declaration) for declaration in declarations]
        for declaration, name in zip(declarations, names, strict=True):
            _usable(hook, declaration, name)
        if len(set(names)) < len(names):
            raise ExtensionRefused(f"{hook}() declares the same name twice")
        found[hook] = declarations
    return Declared(extension=extension, **found)  # type: ignore[arg-type]  # `_of_kind` has looked


def name_taken(declared: Declared, others: Iterable[Declared]) -> None:
    """
    Let an extension pass whose own name, channels and filters nobody before it has.

    :raises NameTaken: another one has.
    """
    for other in others:
        if declared.slug == other.slug:
            raise NameTaken(f"another extension is named {declared.slug!r} already")
        channels = {channel.slug for channel in other.message_channels}
        filters = {one.name for one in other.template_filters}
        mine = [channel.slug for channel in declared.message_channels if channel.slug in channels]
        mine += [one.name for one in declared.template_filters if one.name in filters]
        if mine:
            raise NameTaken(f"{mine[0]!r} belongs to the extension {other.slug!r} already")


def _of_kind(hook: str, kind: type[Declaration], answer: object) -> tuple[Declaration, ...]:
    found = []
    if not isinstance(answer, Sequence) or isinstance(answer, str | bytes):
        raise ExtensionRefused(f"{hook}() must return a sequence, got {type(answer).__name__}")
    for one in answer:
        if not isinstance(one, kind):
            raise ExtensionRefused(
                f"{hook}() must return {kind.__name__} values, got {type(one).__name__}"
            )
        found.append(one)
    return tuple(found)


def _name(declaration: Declaration) -> str:
    return declaration.name if isinstance(declaration, TemplateFilter) else declaration.slug


def _usable(hook: str, declaration: Declaration, name: object) -> None:
    pattern = _CHANNEL if isinstance(declaration, Channel) else _SLUG
    if not isinstance(name, str) or pattern.fullmatch(name) is None:
        raise ExtensionRefused(
            f"{hook}() declares {name!r}: lower-case letters, digits and underscores are a name"
        )
    called = _CALLED.get(type(declaration))
    if called is not None and not callable(getattr(declaration, called)):
        raise ExtensionRefused(f"{hook}() declares {name!r} whose {called} cannot be called")
    if isinstance(declaration, Channel) and name == _EMAIL:
        raise ExtensionRefused("the channel 'email' is the CRM's own")
    if isinstance(declaration, TemplateFilter) and name in TAKEN_NAMES:
        raise ExtensionRefused(f"the filter {name!r} is one of Liquid's or of the CRM's own")
    _enums_usable(hook, name, declaration)
    if isinstance(declaration, Listener | Action):
        _types_usable(hook, name, declaration.types)
    if isinstance(declaration, Reaction):
        _words_usable(name, declaration)


def _enums_usable(hook: str, name: str, declaration: Declaration) -> None:
    for attribute, kind in _ENUMS:
        value = getattr(declaration, attribute, None)
        if value is not None and not isinstance(value, kind):
            raise ExtensionRefused(
                f"{hook}() declares {name!r} whose {attribute} is no {kind.__name__}"
            )


def _types_usable(hook: str, name: str, types: object) -> None:
    if not isinstance(types, frozenset) or not all(isinstance(one, str) for one in types):
        raise ExtensionRefused(f"{hook}() declares {name!r} whose types are no frozenset of text")


def _words_usable(name: str, reaction: Reaction) -> None:
    """Let only words pass that fit the tables: the automation's transaction must not meet a surprise."""
    hook = "automation_reactions()"
    words = reaction.words
    if not words or not all(isinstance(one, Words) for one in words):
        raise ExtensionRefused(f"{hook} declares {name!r} without words")
    texts = [reaction.event_type, reaction.topic, reaction.channel]
    texts += [
        text for one in words for text in (one.language_code, one.subject, one.html, one.text)
    ]
    if not all(isinstance(text, str) for text in texts):
        raise ExtensionRefused(f"{hook} declares {name!r} with something else than text")
    if _CHANNEL.fullmatch(reaction.channel) is None or len(reaction.topic) > _TOPIC_LENGTH_MAX:
        raise ExtensionRefused(f"{hook} declares {name!r} with an unusable channel or topic")
    if any(
        not 0 < len(one.language_code) <= _LANGUAGE_LENGTH_MAX
        or len(one.subject) > _SUBJECT_LENGTH_MAX
        for one in words
    ):
        raise ExtensionRefused(f"{hook} declares {name!r} with an unusable language or subject")
    try:
        json.dumps(reaction.sample)
    except (TypeError, ValueError):
        raise ExtensionRefused(f"{hook} declares {name!r} whose sample is no JSON") from None
