"""Operating the points ledger, as GraphQL types."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import shown


@strawberry.type(description="One contradiction within the ledger.")
class CrmLedgerDrift:
    invariant: str = shown("What does not hold.")
    row: int = shown("The number of the row that breaks it.")
    expected: float = shown("The number that the entries make, a whole one.")
    found: float = shown("The number that the row has.")


@strawberry.type(description="One look at the whole ledger.")
class CrmLedgerProof:
    proved_at: datetime = shown("When it was looked at.")
    entries_count: float = shown("How many movements the ledger had, a whole number.")
    drift_count: float = shown("How many contradictions there are; must be 0.")
    findings: list[CrmLedgerDrift] = shown("The first hundred of each kind.")
