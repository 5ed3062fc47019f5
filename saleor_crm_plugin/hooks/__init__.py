"""The extension API: what other packages declare to the CRM; values of the standard library and `facts` only."""

from saleor_crm_plugin.hooks.channels import AddressKind, Channel, Outcome, OutgoingMessage
from saleor_crm_plugin.hooks.earning import EarningLine, EarningOrder, EarningRule
from saleor_crm_plugin.hooks.events import (
    Action,
    ActionRun,
    Event,
    Listener,
    Occasion,
    Reaction,
    Words,
)
from saleor_crm_plugin.hooks.fields import (
    FieldKind,
    FieldValue,
    Purchases,
    SegmentField,
    Shopper,
)
from saleor_crm_plugin.hooks.filters import TemplateFilter
from saleor_crm_plugin.hooks.identity import API_VERSION, Extension
from saleor_crm_plugin.hooks.specifications import ENTRY_POINT_GROUP, hookimpl

__all__ = [
    "API_VERSION",
    "ENTRY_POINT_GROUP",
    "Action",
    "ActionRun",
    "AddressKind",
    "Channel",
    "EarningLine",
    "EarningOrder",
    "EarningRule",
    "Event",
    "Extension",
    "FieldKind",
    "FieldValue",
    "Listener",
    "Occasion",
    "Outcome",
    "OutgoingMessage",
    "Purchases",
    "Reaction",
    "SegmentField",
    "Shopper",
    "TemplateFilter",
    "Words",
    "hookimpl",
]
