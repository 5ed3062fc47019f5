"""Sets up the points program: a draft on installation, active when the shop says so, revised by new revisions."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.loyalty.models import (
    LoyaltyProgram,
    ProgramChannel,
    ProgramRevision,
    ProgramStatus,
)
from saleor_crm_plugin.loyalty.queries.programs import (
    DEFAULT_SLUG,
    ProgramRules,
    program_rules,
    rules_of,
)
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate, config_encoded

_DEFAULT_RATES = (Rate(),)


class NoProgram(CrmError):
    """Points were asked for before the shop has an active program."""

    code: ClassVar[str] = "NO_PROGRAM"

    def __init__(self) -> None:
        super().__init__("the points program was not activated yet")


def program_required() -> ProgramRules:
    """
    Return the program, active or paused.

    :raises NoProgram: it was never activated.
    """
    rules = program_rules()
    if rules is None or not rules.is_known_to_shoppers:
        raise NoProgram
    return rules


@transaction.atomic
def program_ensure(*, at: datetime, time_zone: str = "UTC") -> ProgramRules:
    """Create the program with default policies, as a draft that pays nothing, unless it exists."""
    program, is_new = LoyaltyProgram.objects.get_or_create(
        slug=DEFAULT_SLUG, defaults={"time_zone": time_zone, "created_at": at}
    )
    if is_new:
        _revision_add(program, config=ProgramConfig(), rates=_DEFAULT_RATES, at=at)
    return rules_of(program)


@transaction.atomic
def program_activate(
    *,
    at: datetime,
    config: ProgramConfig | None = None,
    rates: Sequence[Rate] | None = None,
    time_zone: str | None = None,
) -> ProgramRules:
    """
    Start the program: orders paid from `at` on earn points.

    `config` and `rates`, if given, become a new revision; `time_zone` is the program's calendar. A paused program goes on with
    the policies it had; what was paid during the pause does not earn.
    """
    program = _locked(at)
    last = next(
        revision for revision in reversed(rules_of(program).revisions) if revision.is_earning
    )
    if config or rates is not None or program.status == ProgramStatus.PAUSED:
        new_rates = last.rates if rates is None else rates
        _revision_add(program, config=config or last.config, rates=new_rates, at=at)
    program.status = ProgramStatus.ACTIVE
    program.activated_at = program.activated_at or at
    program.time_zone = time_zone or program.time_zone
    program.save(update_fields=["status", "activated_at", "time_zone"])
    return rules_of(program)


@transaction.atomic
def program_revise(*, config: ProgramConfig, rates: Sequence[Rate], at: datetime) -> ProgramRules:
    """
    Put new policies in force for orders paid from `at` on.

    What was earned keeps its points and its dates; refunds of it follow the rates it was earned at.
    """
    program = _locked(at)
    _revision_add(program, config=config, rates=rates, at=at)
    return rules_of(program)


@transaction.atomic
def program_pause(*, at: datetime) -> ProgramRules:
    """
    Stop earning for orders paid from `at` on; what shoppers hold stays, and refunds still claw back.

    A pause is a revision without rates, so that an order paid during it never earns, however late it is told.
    """
    program = _locked(at)
    if program.status == ProgramStatus.ACTIVE:
        _revision_add(program, config=rules_of(program).current.config, rates=[], at=at)
        program.status = ProgramStatus.PAUSED
        program.save(update_fields=["status"])
    return rules_of(program)


def _locked(at: datetime) -> LoyaltyProgram:
    program_ensure(at=at)
    return LoyaltyProgram.objects.select_for_update().get(slug=DEFAULT_SLUG)


def _revision_add(
    program: LoyaltyProgram, *, config: ProgramConfig, rates: Sequence[Rate], at: datetime
) -> None:
    revision = ProgramRevision.objects.create(
        program=program,
        number=program.revisions.count() + 1,
        config=config_encoded(config),
        valid_from=at,
        created_at=at,
    )
    ProgramChannel.objects.bulk_create(
        [ProgramChannel(revision=revision, **_columns(rate)) for rate in rates]
    )


def _columns(rate: Rate) -> dict[str, str | int | bool]:
    return {name: value for name, value in asdict(rate).items() if name != "rate_id"}
