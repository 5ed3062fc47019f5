"""Sets up the points program: a draft on installation, active when the shop says so, revised by new revisions."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import ClassVar
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.text import slugify

from saleor_crm_plugin.errors import CrmError, Invalid, NotFound
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
from saleor_crm_plugin.loyalty.rules.inactivity import idle_periods
from saleor_crm_plugin.loyalty.rules.program import (
    ProgramConfig,
    Rate,
    config_decoded,
    config_encoded,
)

_DEFAULT_RATES = (Rate(),)


class NoProgram(CrmError):
    """Points were asked for of a program that there is not, or that was not activated yet."""

    code: ClassVar[str] = "NO_PROGRAM"
    field: ClassVar[str] = "program"

    def __init__(self, slug: str) -> None:
        super().__init__(f"the program {slug} was not activated yet")


def program_required(program: str = DEFAULT_SLUG) -> ProgramRules:
    """
    Return a program whose points shoppers may have: active, paused or closed.

    :raises NoProgram: it was never activated.
    """
    rules = program_rules(program)
    if rules is None or not rules.is_known_to_shoppers:
        raise NoProgram(program)
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
def program_create(*, slug: str, at: datetime, time_zone: str = "UTC") -> ProgramRules:
    """
    Create one more program with default policies, as a draft that pays nothing; repeated, it changes nothing.

    :raises Invalid: the slug or the time zone is not acceptable.
    """
    _check_zone(time_zone)
    if not slug or slug != slugify(slug):
        raise Invalid("a slug has small letters, digits and hyphens", field="slug")
    program, is_new = LoyaltyProgram.objects.get_or_create(
        slug=slug, defaults={"time_zone": time_zone, "created_at": at}
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
    program: str = DEFAULT_SLUG,
) -> ProgramRules:
    """
    Start the program: orders paid from `at` on earn points.

    `config` and `rates`, if given, become a new revision; `time_zone` is the program's calendar. A paused program goes on with
    the policies it had; what was paid during the pause does not earn.

    :raises Invalid: the time zone is not an IANA one, or the program is closed.
    :raises NotFound: there is no such program.
    """
    if time_zone is not None:
        _check_zone(time_zone)
    row = _open(at, program)
    last = next(revision for revision in reversed(rules_of(row).revisions) if revision.is_earning)
    if config or rates is not None or row.status == ProgramStatus.PAUSED:
        new_rates = last.rates if rates is None else rates
        _revision_add(row, config=config or last.config, rates=new_rates, at=at)
    row.status = ProgramStatus.ACTIVE
    row.activated_at = row.activated_at or at
    row.time_zone = time_zone or row.time_zone
    row.save(update_fields=["status", "activated_at", "time_zone"])
    return rules_of(row)


@transaction.atomic
def program_revise(
    *,
    config: ProgramConfig,
    rates: Sequence[Rate],
    at: datetime,
    program: str = DEFAULT_SLUG,
) -> ProgramRules:
    """
    Put new policies in force for orders paid from `at` on.

    What was earned keeps its points and its dates; refunds of it follow the rates it was earned at. A paused program
    stays paused, and goes on with the new policies.

    :raises Invalid: the program is closed.
    :raises NotFound: there is no such program.
    """
    row = _open(at, program)
    _revision_add(row, config=config, rates=rates, at=at)
    if row.status == ProgramStatus.PAUSED:
        _revision_add(row, config=config, rates=[], at=at)
    return rules_of(row)


@transaction.atomic
def program_pause(*, at: datetime, program: str = DEFAULT_SLUG) -> ProgramRules:
    """
    Stop earning for orders paid from `at` on; what shoppers hold stays, and refunds still claw back.

    A pause is a revision without rates, so that an order paid during it never earns, however late it is told.

    :raises NotFound: there is no such program.
    """
    row = _locked(at, program)
    if row.status == ProgramStatus.ACTIVE:
        _revision_add(row, config=rules_of(row).current.config, rates=[], at=at)
        row.status = ProgramStatus.PAUSED
        row.save(update_fields=["status"])
    return rules_of(row)


@transaction.atomic
def program_close(*, at: datetime, program: str = DEFAULT_SLUG) -> ProgramRules:
    """
    End the program for good: orders paid from `at` on earn nothing, and it cannot be started again.

    What shoppers hold stays theirs and can be spent until it lapses; refunds claw back and give back as before.

    :raises Invalid: it is a draft, which nobody has points of.
    :raises NotFound: there is no such program.
    """
    row = _locked(at, program)
    if row.status == ProgramStatus.DRAFT:
        raise Invalid(f"program {program} was never activated", field="program")
    if row.status == ProgramStatus.ACTIVE:
        _revision_add(row, config=rules_of(row).current.config, rates=[], at=at)
    if row.status != ProgramStatus.CLOSED:
        row.status = ProgramStatus.CLOSED
        row.save(update_fields=["status"])
    return rules_of(row)


def _open(at: datetime, program: str) -> LoyaltyProgram:
    row = _locked(at, program)
    if row.status == ProgramStatus.CLOSED:
        raise Invalid(f"program {program} is closed", field="program")
    return row


def _locked(at: datetime, program: str) -> LoyaltyProgram:
    if program == DEFAULT_SLUG:
        program_ensure(at=at)
    row = LoyaltyProgram.objects.select_for_update().filter(slug=program).first()
    if row is None:
        raise NotFound(f"there is no program {program}")
    return row


def _check_zone(name: str) -> None:
    if name not in available_timezones():
        raise Invalid(f"{name!r} is not an IANA time zone", field="timeZone")


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
    program.idle_periods = [
        [one.months, one.from_at.isoformat(), one.until_at and one.until_at.isoformat()]
        for one in idle_periods(
            (row.valid_from, config_decoded(row.config).inactivity_months)
            for row in program.revisions.order_by("number")
        )
    ]
    program.save(update_fields=["idle_periods"])


def _columns(rate: Rate) -> dict[str, str | int | bool]:
    return {name: value for name, value in asdict(rate).items() if name != "rate_id"}
