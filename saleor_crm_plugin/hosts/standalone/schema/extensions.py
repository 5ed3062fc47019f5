"""Extensions and what they computed as GraphQL types."""

from datetime import datetime
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import given, shown


@strawberry.enum(description="Whether an extension is in force, and if not, why.")
class CrmExtensionState(Enum):
    ACTIVE = strawberry.enum_value("ACTIVE", description="It is in force.")
    DISABLED = strawberry.enum_value(
        "DISABLED", description="It is named in `extensions_disabled`."
    )
    WRONG_VERSION = strawberry.enum_value(
        "WRONG_VERSION", description="It was written for another version of the API."
    )
    NAME_TAKEN = strawberry.enum_value(
        "NAME_TAKEN", description="Another extension has its name, or one of its names."
    )
    UNUSABLE = strawberry.enum_value(
        "UNUSABLE", description="It cannot be loaded, or declares what cannot be used."
    )
    GONE = strawberry.enum_value(
        "GONE", description="Its package is not installed any more; what it left stays readable."
    )


@strawberry.enum(description="What a field of an extension holds.")
class CrmExtensionFieldKind(Enum):
    TEXT = strawberry.enum_value("TEXT", description="A text.")
    INTEGER = strawberry.enum_value("INTEGER", description="A whole number, in digits.")
    BOOLEAN = strawberry.enum_value("BOOLEAN", description="`true` or `false`.")
    INSTANT = strawberry.enum_value("INSTANT", description="ISO 8601 in UTC.")


@strawberry.type(description="A package that extends the CRM, and how it fares.")
class CrmExtension:
    slug: str = shown("Its name in rows and settings.")
    name: str = shown("Its name for people.")
    version: str = shown("Its own version.")
    api_version: str | None = shown("The version of the extension API that it was written for.")
    state: CrmExtensionState = shown("Whether it is in force.")
    problem: str | None = shown("Why it is not in force, in words for who installed it.")
    hooks: list[str] = shown("The hooks that it answers.")
    waiting_count: int = shown("How many events it has still to be told.")
    dead_count: int = shown("How many events it could not be told in eight attempts.")
    failures_count: int = shown("How often its code has failed, in all hooks.")
    last_error: str | None = shown("The class of its newest error.")
    last_hook: str | None = shown(
        "Where the newest error was raised, such as `segment_fields:rain`."
    )
    last_failed_at: datetime | None = shown("When.")


@strawberry.type(description="A value of a profile that an extension has computed.")
class CrmExtensionField:
    extension: str = shown("Name of the extension.")
    field: str = shown("Name of the field.")
    kind: CrmExtensionFieldKind = shown("What it holds.")
    value: str = shown("The value, in writing.")
    computed_at: datetime = shown("When it was computed.")


@strawberry.input(
    description="A field of an extension; with nothing to compare with, profiles that have it."
)
class CrmExtensionFieldFilterInput:
    extension: str = shown("Name of the extension.")
    field: str = shown("Name of the field.")
    eq: str | None = given("Written exactly like this.")
    one_of: list[str] | None = given("Written like one of these, at most 100.")
    gte: str | None = given("A whole number, or an ISO 8601 instant: at least this.")
    lte: str | None = given("A whole number, or an ISO 8601 instant: at most this.")


@strawberry.input(description="Which extension's dead events are told once more.")
class CrmExtensionReplayInput:
    slug: str = shown("The extension.")
