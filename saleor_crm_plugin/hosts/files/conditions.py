"""Decides which rows of a file a mapping's conditions mean."""

from collections.abc import Sequence
from decimal import Decimal

from saleor_crm_plugin.hosts.files.mapping import CellTest, Condition, FileFormat, Mapping
from saleor_crm_plugin.hosts.files.values import number_read


def row_fits(conditions: Sequence[Condition], row: dict[str, str], file_format: FileFormat) -> bool:
    """Return whether the row fulfills all of `conditions`; no conditions mean no row."""
    return bool(conditions) and all(
        _fits(condition, row.get(condition.column, "").strip(), file_format)
        for condition in conditions
    )


def skip_code(mapping: Mapping, row: dict[str, str]) -> str:
    """Return the code of the first rule that leaves the row out on purpose, empty when none does."""
    fitting = (rule.code for rule in mapping.skips if row_fits(rule.when, row, mapping.file))
    return next(fitting, "")


def _fits(condition: Condition, cell: str, file_format: FileFormat) -> bool:
    match condition.test:
        case CellTest.PREFIX:
            return cell.startswith(condition.texts)
        case CellTest.EQUALS:
            return cell in condition.texts
        case CellTest.IS_EMPTY:
            return (cell in file_format.empty_values) is condition.is_empty
        case CellTest.AT_MOST:
            return _is_at_most(cell, condition.limit, file_format)


def _is_at_most(cell: str, limit: Decimal, file_format: FileFormat) -> bool:
    number = number_read(cell, file_format)
    return number is not None and number <= limit
