"""Reads of points for the layers above; nothing is written here."""

from saleor_crm_plugin.loyalty.queries.balances import (
    ExpiringPoints,
    PointsSummary,
    points_summaries,
    points_summary,
)
from saleor_crm_plugin.loyalty.queries.batches import (
    BatchRowView,
    BatchView,
    batch_found,
    batch_kind,
    batch_row_view,
    batch_rows,
    batch_view,
    batches_listed,
)
from saleor_crm_plugin.loyalty.queries.drift import (
    Drift,
    DriftReport,
    RollForward,
    cache_drift,
    drift_report,
    ledger_drift,
    roll_forward,
)
from saleor_crm_plugin.loyalty.queries.entries import (
    AllocationView,
    AwardView,
    EntriesPage,
    EntryView,
    award_of_order,
    awards_of_orders,
    entries_of_profiles,
    entries_page,
    entry_view,
)
from saleor_crm_plugin.loyalty.queries.programs import (
    DEFAULT_SLUG,
    ProgramRules,
    RevisionRules,
    StoredRate,
    program_rules,
    programs_listed,
)
from saleor_crm_plugin.loyalty.queries.proofs import ProofView, proof_latest
from saleor_crm_plugin.loyalty.queries.quotes import points_quote

__all__ = [
    "DEFAULT_SLUG",
    "AllocationView",
    "AwardView",
    "BatchRowView",
    "BatchView",
    "Drift",
    "DriftReport",
    "EntriesPage",
    "EntryView",
    "ExpiringPoints",
    "PointsSummary",
    "ProgramRules",
    "ProofView",
    "RevisionRules",
    "RollForward",
    "StoredRate",
    "award_of_order",
    "awards_of_orders",
    "batch_found",
    "batch_kind",
    "batch_row_view",
    "batch_rows",
    "batch_view",
    "batches_listed",
    "cache_drift",
    "drift_report",
    "entries_of_profiles",
    "entries_page",
    "entry_view",
    "ledger_drift",
    "points_quote",
    "points_summaries",
    "points_summary",
    "program_rules",
    "programs_listed",
    "proof_latest",
    "roll_forward",
]
