"""Accepts facts and touches: one statement, once each, and a wake."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from saleor_crm_plugin.facts import Fact, Reference, document_fingerprint, fact_encode
from saleor_crm_plugin.ingest.models import InboxItem, InboxState
from saleor_crm_plugin.work import Work, wake

_ROWS_PER_STATEMENT = 200
_COLUMNS = [field for field in InboxItem._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 Django's documented model API


def fact_accept(*, fact: Fact, at: datetime, is_live: bool = True) -> int:
    """Note one fact; return 1 if it is new, 0 if exactly this snapshot was told before."""
    return facts_accept(facts=[fact], is_live=is_live, at=at)


def facts_accept(*, facts: Sequence[Fact], is_live: bool, at: datetime) -> int:
    """
    Note `facts` for the next drain, one statement per 200; return how many were new.

    Exactly the same snapshot is accepted once, for as long as done rows are kept. `is_live` is false for
    imports and backfills: nothing is mailed for them.
    """
    rows = [_row(fact, is_live=is_live, at=at) for fact in facts]
    return _insert_new(rows)


def touch(*, reference: Reference, at: datetime) -> int:
    """
    Note that an object of the host changed, for the drain to read it; return 0 if that was noted already.

    One statement; it collapses with a touch of the same object that still waits.
    """
    return touches_accept(references=[reference], at=at)


def touches_accept(*, references: Sequence[Reference], at: datetime) -> int:
    """Note that objects of the host changed, one statement per 200; return how many were not noted yet."""
    rows = [
        InboxItem(
            host=reference.host,
            kind=reference.kind,
            external_id=reference.id,
            is_touch=True,
            state=InboxState.PENDING,
            accepted_at=at,
            due_at=at,
        )
        for reference in references
    ]
    return _insert_new(rows)


def _row(fact: Fact, *, is_live: bool, at: datetime) -> InboxItem:
    payload = fact_encode(fact)
    return InboxItem(
        host=fact.reference.host,
        kind=fact.reference.kind,
        external_id=fact.reference.id,
        fingerprint=document_fingerprint(payload),
        payload=payload,
        is_live=is_live,
        state=InboxState.PENDING,
        accepted_at=at,
        due_at=at,
    )


def _insert_new(rows: Sequence[InboxItem]) -> int:
    """Insert the rows that break no unique constraint; Django's `ignore_conflicts` does not count them."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.get_attname_column()[1] or "") for field in _COLUMNS)
    marks = "(" + ", ".join(["%s"] * len(_COLUMNS)) + ")"
    inserted = 0
    for start in range(0, len(rows), _ROWS_PER_STATEMENT):
        some = rows[start : start + _ROWS_PER_STATEMENT]
        values = [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for row in some
            for field in _COLUMNS
        ]
        statement = (
            f"INSERT INTO {quote(InboxItem._meta.db_table)} ({columns}) "  # noqa: S608, SLF001 names are the model's
            f"VALUES {', '.join([marks] * len(some))} ON CONFLICT DO NOTHING"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            inserted += max(0, cursor.rowcount)
    if inserted:
        wake(Work.INBOX)
    return inserted
