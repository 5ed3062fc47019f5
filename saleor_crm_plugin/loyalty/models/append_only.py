"""Rows that are only ever added."""

from typing import NoReturn, TypeVar

from django.db import models

_Row_co = TypeVar("_Row_co", bound=models.Model, covariant=True)


class LedgerIsAppendOnly(TypeError):
    """Somebody tried to change or delete rows of the ledger; a mistake is corrected by a new entry."""


class LedgerQuerySet(models.QuerySet[_Row_co]):
    """Rows that are only ever added; migration 0002 makes the database refuse the same."""

    def update(self, **_values: object) -> NoReturn:
        """Refuse: entries are corrected by further entries."""
        raise LedgerIsAppendOnly("rows of the ledger cannot be updated")

    def bulk_update(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Refuse: entries are corrected by further entries."""
        raise LedgerIsAppendOnly("rows of the ledger cannot be updated")

    def delete(self) -> NoReturn:
        """Refuse: entries are corrected by further entries."""
        raise LedgerIsAppendOnly("rows of the ledger cannot be deleted")


LedgerRows = models.Manager.from_queryset(LedgerQuerySet)
