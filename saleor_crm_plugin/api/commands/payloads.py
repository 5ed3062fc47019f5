"""What a mutation answers: its result, or the errors that explain why nothing was written."""

from dataclasses import dataclass

from saleor_crm_plugin.api.errors import ErrorItem
from saleor_crm_plugin.api.nodes.profiles import ProfileNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The part that all payloads share; `errors` is empty after success."""

    errors: tuple[ErrorItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePayload(Payload):
    """A payload that shows the profile as it is now."""

    profile: ProfileNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MePayload(Payload):
    """A payload that shows the shopper who asked as he is now."""

    me: ProfileNode | None = None
