"""What a look at the installation found, in words for its operator."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at; `finding` is a sentence for the operator without secrets."""

    name: str
    is_ok: bool
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every check; ready when all of them are well."""

    checks: tuple[Check, ...]

    @property
    def is_ready(self) -> bool:
        """Whether requests and background work can be taken."""
        return all(check.is_ok for check in self.checks)


class CannotRun(Exception):
    """What stands in the way of `run`, as a sentence with what to do about it."""
