"""Lets the points program follow the plugin's form: on, off, and what earns how much."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from saleor_crm_plugin.hosts.saleor.configuration import Configuration
from saleor_crm_plugin.hosts.saleor.rates import rates_completed, rates_read
from saleor_crm_plugin.loyalty.queries.programs import ProgramRules, program_rules
from saleor_crm_plugin.loyalty.rules.program import Rate
from saleor_crm_plugin.loyalty.services import (
    program_activate,
    program_ensure,
    program_pause,
    program_revise,
)

_FIELDS = ("points_are_awarded", "points_rates")


def program_follow(*, before: Configuration, after: Configuration, at: datetime) -> None:
    """
    Bring the points program to what the form newly says; a plugin that is on has one, at least as a draft that pays nothing.

    Only what the form changed is done, so that saving another field does not undo what staff did
    through GraphQL. A plugin that is switched off starts no program and stops none: what was paid
    meanwhile earns when the sweep finds it.
    """
    was_off = not (before.is_active and before.is_on("points_are_awarded"))
    is_on = after.is_active and after.is_on("points_are_awarded")
    if after.is_active:
        program_ensure(at=at, time_zone=after.text("time_zone") or "UTC")
    if is_on and (was_off or before.text("points_rates") != after.text("points_rates")):
        _award(after, at)
    elif before.is_on("points_are_awarded") and not after.is_on("points_are_awarded"):
        program_pause(at=at)


def _award(after: Configuration, at: datetime) -> None:
    zone = after.text("time_zone") or "UTC"
    program = program_ensure(at=at, time_zone=zone)
    known = _earning_rates(program)
    rates = rates_completed(rates_read(after.text("points_rates")), known)
    if program.status != "active":
        program_activate(at=at, rates=rates, time_zone=zone)
    elif _plain(rates) != _plain(known):
        program_revise(config=program.current.config, rates=rates, at=at)


def rates_in_force() -> tuple[Rate, ...]:
    """Return the rates at which orders earn now; none when the program is not active."""
    program = program_rules()
    return program.current.rates if program is not None and program.status == "active" else ()


def _earning_rates(program: ProgramRules) -> tuple[Rate, ...]:
    """Return the last rates at which orders earned: a pause has none."""
    return next(revision.rates for revision in reversed(program.revisions) if revision.is_earning)


def _plain(rates: Iterable[Rate]) -> set[tuple[object, ...]]:
    return {
        tuple(value for name, value in sorted(asdict(rate).items()) if name != "rate_id")
        for rate in rates
    }
