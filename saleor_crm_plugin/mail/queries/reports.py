"""Reads what mail providers have reported, as figures."""

from dataclasses import dataclass

from django.db.models import Count, Q

from saleor_crm_plugin.mail.models import DeliveryReport


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCounts:
    """
    How many reports of one kind a provider sent.

    `unmatched_count` are about no message of ours, `waiting_count` not applied yet or given up.
    """

    provider: str
    kind: str
    total_count: int
    unmatched_count: int
    waiting_count: int


def report_counts() -> list[ReportCounts]:
    """Return the figures by provider and kind, in one query."""
    rows = DeliveryReport.objects.values_list("provider", "kind").annotate(
        total=Count("pk"),
        unmatched=Count("pk", filter=Q(is_matched=False)),
        waiting=Count("pk", filter=Q(applied_at__isnull=True)),
    )
    return [
        ReportCounts(
            provider=provider,
            kind=kind,
            total_count=total,
            unmatched_count=unmatched,
            waiting_count=waiting,
        )
        for provider, kind, total, unmatched, waiting in rows.order_by("provider", "kind")
    ]
