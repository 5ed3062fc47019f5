"""Tells extensions what happened: claims, calls, and settles, outside of any transaction."""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.automation.models import DeliveryKind, ExtensionDelivery
from saleor_crm_plugin.automation.services.deliveries import (
    deliveries_claim,
    deliveries_finish,
    delivery_fail,
)
from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.extensions.services import extensions_remember, failure_record
from saleor_crm_plugin.hooks import Action, ActionRun, Event, Listener
from saleor_crm_plugin.profiles.models import ProfileState, TimelineEvent
from saleor_crm_plugin.work import Work, wake

Clock = Callable[[], datetime]
_BATCH_ROWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TellReport:
    """What one run did: events told, those that failed, and those of erased profiles, which are dropped."""

    told: int = 0
    failed: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handler:
    """One listener or action: its place in the tables, how many rows one call takes, and the call."""

    extension: str
    kind: DeliveryKind
    slug: str
    rows_per_call: int
    call: Callable[[Sequence[ExtensionDelivery]], None]

    @property
    def hook(self) -> str:
        name = {
            DeliveryKind.LISTENER: "timeline_listeners",
            DeliveryKind.ACTION: "automation_actions",
        }[self.kind]
        return f"{name}:{self.slug}"


def extensions_tell(*, clock: Clock, limit_rows: int) -> TellReport:
    """
    Tell listeners and actions what waits for them, up to `limit_rows` each; may run any number of times at once.

    Each event reaches each of them at least once: a row is deleted after its call has returned. A failing
    batch is repeated event by event; what fails alone waits, and is dead after eight attempts. One
    extension's errors stop no other's events.
    """
    extensions_remember(at=clock())
    told = failed = dropped = 0
    for handler in _handlers():
        left = limit_rows
        while left > 0:
            report, taken = _told(handler, min(left, _BATCH_ROWS), clock)
            told, failed = told + report.told, failed + report.failed
            dropped += report.dropped
            left -= taken
            if taken == 0:
                break
        else:
            wake(Work.EXTENSIONS)
    return TellReport(told=told, failed=failed, dropped=dropped)


def _handlers() -> Iterator[_Handler]:
    found = installed()
    for extension, listener in found.listeners:
        yield _Handler(
            extension=extension,
            kind=DeliveryKind.LISTENER,
            slug=listener.slug,
            rows_per_call=_BATCH_ROWS,
            call=_listening(listener),
        )
    for extension, action in found.actions:
        yield _Handler(
            extension=extension,
            kind=DeliveryKind.ACTION,
            slug=action.slug,
            rows_per_call=1,
            call=_acting(action),
        )


def _listening(listener: Listener) -> Callable[[Sequence[ExtensionDelivery]], None]:
    def call(rows: Sequence[ExtensionDelivery]) -> None:
        listener.notify(tuple(_event(row.event) for row in rows))

    return call


def _acting(action: Action) -> Callable[[Sequence[ExtensionDelivery]], None]:
    def call(rows: Sequence[ExtensionDelivery]) -> None:
        for row in rows:
            action.run(ActionRun(key=row.key, event=_event(row.event)))

    return call


def _told(handler: _Handler, limit_rows: int, clock: Clock) -> tuple[TellReport, int]:
    """Return what became of one claimed batch, and how many rows it had."""
    rows = deliveries_claim(
        extension=handler.extension,
        kind=handler.kind,
        handler=handler.slug,
        limit_rows=limit_rows,
        at=clock(),
    )
    tellable = [row for row in rows if row.event.profile.state != ProfileState.ERASED]
    erased = [row for row in rows if row.event.profile.state == ProfileState.ERASED]
    if erased:
        deliveries_finish(deliveries=erased)
    calls = [
        tellable[start : start + handler.rows_per_call]
        for start in range(0, len(tellable), handler.rows_per_call)
    ]
    failed = sum(_called(handler, call, clock) for call in calls)
    report = TellReport(told=len(tellable) - failed, failed=failed, dropped=len(erased))
    return report, len(rows)


def _called(handler: _Handler, rows: Sequence[ExtensionDelivery], clock: Clock) -> int:
    """Return how many of `rows` could not be told."""
    try:
        handler.call(rows)
    except Exception as error:  # noqa: BLE001 whatever an extension raises is counted and logged without its words
        failure_record(slug=handler.extension, hook=handler.hook, error=error, at=clock())
        if len(rows) > 1:
            return sum(_called(handler, [row], clock) for row in rows)
        delivery_fail(delivery=rows[0], error=error, at=clock())
        return 1
    deliveries_finish(deliveries=rows)
    return 0


def _event(row: TimelineEvent) -> Event:
    return Event(
        event_id=row.pk,
        type=row.type,
        profile_id=row.profile.merged_into_id or row.profile_id,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        details=copy.deepcopy(row.details),
    )
