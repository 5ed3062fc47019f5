"""The hooks themselves, for pluggy; an extension implements `extension` and any of the others."""

from collections.abc import Sequence
from typing import Protocol

import pluggy

from saleor_crm_plugin.hooks.channels import Channel
from saleor_crm_plugin.hooks.earning import EarningRule
from saleor_crm_plugin.hooks.events import Action, Listener, Reaction
from saleor_crm_plugin.hooks.fields import SegmentField
from saleor_crm_plugin.hooks.filters import TemplateFilter
from saleor_crm_plugin.hooks.identity import Extension

ENTRY_POINT_GROUP = "saleor_crm_plugin"
hookspec = pluggy.HookspecMarker(ENTRY_POINT_GROUP)
hookimpl = pluggy.HookimplMarker(ENTRY_POINT_GROUP)


class Hooks(Protocol):
    """All hooks; an extension defines those that it wants, as functions of a module or as methods."""

    @hookspec(firstresult=True)
    def extension(self) -> Extension:
        """Return who you are; required. Each hook is asked once per process, when the CRM first needs it."""

    @hookspec
    def earning_rules(self) -> Sequence[EarningRule]:
        """Return the rules that give bonus points for an order."""

    @hookspec
    def segment_fields(self) -> Sequence[SegmentField]:
        """Return the values that you compute for profiles."""

    @hookspec
    def message_channels(self) -> Sequence[Channel]:
        """Return the ways by which you can reach a shopper."""

    @hookspec
    def template_filters(self) -> Sequence[TemplateFilter]:
        """Return what you add to the Liquid of mail templates."""

    @hookspec
    def timeline_listeners(self) -> Sequence[Listener]:
        """Return who wants to hear of timeline events."""

    @hookspec
    def automation_reactions(self) -> Sequence[Reaction]:
        """Return the messages that you send when something happens."""

    @hookspec
    def automation_actions(self) -> Sequence[Action]:
        """Return what you do when something happens."""
