"""Reads of RFM scores, groups and runs for the layers above."""

from saleor_crm_plugin.segments.queries.overview import (
    RfmCell,
    RfmGroupTotals,
    RfmOverview,
    rfm_overview,
)
from saleor_crm_plugin.segments.queries.scopes import (
    RfmScopeCard,
    RunReport,
    rfm_run,
    rfm_runs,
    rfm_scope_default,
    rfm_scopes,
)
from saleor_crm_plugin.segments.queries.scores import (
    RfmMoveCard,
    RfmScoreCard,
    rfm_members,
    rfm_move_card,
    rfm_move_rows,
    rfm_moves,
    rfm_moves_count,
    rfm_scored,
    rfm_scores,
)

__all__ = [
    "RfmCell",
    "RfmGroupTotals",
    "RfmMoveCard",
    "RfmOverview",
    "RfmScopeCard",
    "RfmScoreCard",
    "RunReport",
    "rfm_members",
    "rfm_move_card",
    "rfm_move_rows",
    "rfm_moves",
    "rfm_moves_count",
    "rfm_overview",
    "rfm_run",
    "rfm_runs",
    "rfm_scope_default",
    "rfm_scopes",
    "rfm_scored",
    "rfm_scores",
]
