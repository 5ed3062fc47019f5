"""One request to the contract: who asks, when, and what was loaded for him so far."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from saleor_crm_plugin.api.batches import Batches
from saleor_crm_plugin.api.callers import Caller
from saleor_crm_plugin.api.nodes.import_previews import FilePreviewAsk, ImportPreviewNode
from saleor_crm_plugin.api.permissions import AUTHENTICATED_USER, PermissionDenied
from saleor_crm_plugin.profiles.queries.cards import live_profile_id, profile_cards
from saleor_crm_plugin.profiles.queries.search import profile_ids_of_customers


class MappingCheck(Protocol):
    """What reads the mapping of an import; the reader of files stands above the contract."""

    def __call__(self, *, text: str, kind: str) -> str:
        """
        Return the host that the rows of the mapping's file come from.

        :raises CrmError: the mapping cannot be used; the message names every fault.
        """


class ActorNames(Protocol):
    """What knows who an actor is; tokens, apps and staff are the host's."""

    def __call__(self, actors: Collection[str]) -> Mapping[str, str]:
        """Return what those are called that the host knows: a token or an app by its name, staff by their address."""


class FilePreview(Protocol):
    """What looks at the beginning of a file before it is imported; the reader of files stands above the contract."""

    def __call__(self, ask: FilePreviewAsk) -> ImportPreviewNode:
        """
        Return what an import would make of it; nothing is kept.

        :raises CrmError: the file is damaged.
        """


@dataclass(kw_only=True)
class Inquiry:
    """
    One request: the caller, the instant it came in, and its batches; never shared between requests.

    `host` names the host that ids of `User` and `Order` entities come from.
    """

    caller: Caller
    at: datetime
    host: str
    mapping_check: MappingCheck
    file_preview: FilePreview
    actor_names: ActorNames
    batches: Batches = field(init=False)
    _own_profile_ids: list[int | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.batches = Batches(host=self.host, at=self.at)

    def own_profile_id(self) -> int | None:
        """Return the live profile of the shopper who asks; None for everybody else, and while he has none."""
        if not self._own_profile_ids:
            self._own_profile_ids.append(self._find_own_profile())
        return self._own_profile_ids[0]

    def required_profile_id(self) -> int:
        """
        Return the live profile of the shopper who asks.

        :raises PermissionDenied: the caller is no shopper with a profile.
        """
        profile_id = self.own_profile_id()
        if profile_id is None:
            raise PermissionDenied((AUTHENTICATED_USER,))
        return profile_id

    def forget(self) -> None:
        """Drop what was loaded, so that a payload shows what a command has just written."""
        self.batches = Batches(host=self.host, at=self.at)

    def _find_own_profile(self) -> int | None:
        profile_id = self._claimed_profile_id()
        if profile_id is None or profile_id not in profile_cards([profile_id]):
            return None
        live = live_profile_id(profile_id)
        return live if profile_cards([live])[live].state == "active" else None

    def _claimed_profile_id(self) -> int | None:
        caller = self.caller
        if not caller.is_shopper:
            return None
        if caller.customer is None:
            return caller.profile_id
        found = profile_ids_of_customers(
            host=caller.customer.host, external_ids=[caller.customer.id]
        )
        return found.get(caller.customer.id)
