"""The base of every error a caller may expect; what went wrong in each domain stands beside its code."""

from typing import ClassVar


class CrmError(Exception):
    """
    Something a caller may expect and handle; nothing was written.

    `code` is part of the GraphQL contract (`CrmErrorCode`) and never changes. `field` names
    the argument at fault in camelCase, if one is. Messages say what was asked and what was
    found, and hold no personal data.
    """

    code: ClassVar[str] = "INVALID"
    field: ClassVar[str | None] = None


class Invalid(CrmError):
    """An argument is not acceptable."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.at_field = field


class NotFound(CrmError):
    """What was named does not exist, or the caller may not see it."""

    code = "NOT_FOUND"


class Conflict(CrmError):
    """The same key was used before for something else."""

    code = "IDEMPOTENCY_CONFLICT"
