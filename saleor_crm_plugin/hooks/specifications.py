"""The hooks themselves, for pluggy; an extension implements `extension` and any of the others."""

from collections.abc import Sequence

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


@hookspec(firstresult=True)
def extension() -> Extension:
    """Return who you are; required. Each hook is asked once per process, when the CRM first needs it."""
    raise NotImplementedError


@hookspec
def earning_rules() -> Sequence[EarningRule]:
    """Return the rules that give bonus points for an order."""
    raise NotImplementedError


@hookspec
def segment_fields() -> Sequence[SegmentField]:
    """Return the values that you compute for profiles."""
    raise NotImplementedError


@hookspec
def message_channels() -> Sequence[Channel]:
    """Return the ways by which you can reach a shopper."""
    raise NotImplementedError


@hookspec
def template_filters() -> Sequence[TemplateFilter]:
    """Return what you add to the Liquid of mail templates."""
    raise NotImplementedError


@hookspec
def timeline_listeners() -> Sequence[Listener]:
    """Return who wants to hear of timeline events."""
    raise NotImplementedError


@hookspec
def automation_reactions() -> Sequence[Reaction]:
    """Return the messages that you send when something happens."""
    raise NotImplementedError


@hookspec
def automation_actions() -> Sequence[Action]:
    """Return what you do when something happens."""
    raise NotImplementedError
