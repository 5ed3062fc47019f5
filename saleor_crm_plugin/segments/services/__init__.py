"""Writes of RFM and of extensions' fields: refresh one, recompute all, merge and erase."""

from saleor_crm_plugin.profiles.services.fields import fields_mark_all as extension_fields_mark_all
from saleor_crm_plugin.segments.services.fields import extension_fields_compute
from saleor_crm_plugin.segments.services.refresh import rfm_refresh
from saleor_crm_plugin.segments.services.runs import (
    rfm_recompute,
    rfm_run_request,
    rfm_runs_process,
)
from saleor_crm_plugin.segments.services.scopes import scopes_ensure
from saleor_crm_plugin.segments.services.upkeep import scores_erase, scores_merge

__all__ = [
    "extension_fields_compute",
    "extension_fields_mark_all",
    "rfm_recompute",
    "rfm_refresh",
    "rfm_run_request",
    "rfm_runs_process",
    "scopes_ensure",
    "scores_erase",
    "scores_merge",
]
