"""Questions and changes about operating the points ledger."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked
from saleor_crm_plugin.hosts.standalone.schema.points_operations import CrmLedgerProof


@strawberry.type
class PointsOperationsQuery:
    """Questions about operating the points ledger."""

    crm_ledger_proof: CrmLedgerProof | None = asked(
        "Query.crmLedgerProof",
        "The last nightly proof of the points ledger; null before the first.",
    )
