"""Gives the plugin a method for every hook of the table; each notes what changed, and never raises."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from saleor.core.db.connection import allow_writer

from saleor_crm_plugin.hosts.saleor.hooks import GUARDED, HOOKS, Touched

logger = logging.getLogger(__name__)


def hooks_add(plugin: type) -> None:
    """Set the methods by the names that Saleor calls."""
    for name, touched in HOOKS.items():
        noting = _hook(name, touched)
        setattr(plugin, name, _guarded(noting) if name in GUARDED else noting)


def first_hook_prepare() -> None:
    """Load what hooks do when Saleor loads the plugin, so that no shopper waits for it at the first hook."""
    from saleor_crm_plugin.hosts.saleor import coupon_guard  # noqa: F401 loaded, not used
    from saleor_crm_plugin.ingest.services import inbox  # noqa: F401 loaded, not used
    from saleor_crm_plugin.work import wake_prepare

    wake_prepare()


def _hook(name: str, touched: Touched) -> Callable[..., Any]:
    def hook(_plugin: Any, subject: Any, *_: Any, previous_value: Any = None, **__: Any) -> Any:
        try:
            _touch(touched, subject)
        except Exception:  # an unforeseen error here would fail the shopper's request
            logger.exception("%s could not be noted; the next sweep will", name)
        return previous_value

    hook.__name__ = name
    hook.__doc__ = (
        "Note what changed. The object that Saleor hands over may be stale: only its key is used."
    )
    return hook


def _guarded(hook: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(plugin: Any, subject: Any, *given: Any, **named: Any) -> Any:
        try:
            _guard(subject)
        except Exception:  # the order will tell that a stranger used the code
            logger.exception("whose coupon is in a cart could not be seen")
        return hook(plugin, subject, *given, **named)

    guarded.__name__ = hook.__name__
    guarded.__doc__ = f"{hook.__doc__} Before that, take a stranger's coupon out of the cart."
    return guarded


# What these two do is imported inside the `try` of their hook: a package of ours that cannot be loaded must not
# stop Saleor either.


def _guard(checkout: Any) -> None:
    from saleor_crm_plugin.hosts.saleor import coupon_guard

    if coupon_guard.may_have_coupon(checkout):
        _unspoiled(lambda: coupon_guard.strangers_coupon_remove(checkout))


def _touch(touched: Touched, subject: Any) -> None:
    """Note it in one statement."""
    from saleor_crm_plugin.ingest.services.inbox import touches_accept

    at = timezone.now()  # noqa: TID251 a host reads the clock
    _unspoiled(lambda: touches_accept(references=list(touched(subject)), at=at))


def _unspoiled(work: Callable[[], object]) -> None:
    """Write; inside a transaction a savepoint keeps our failure from spoiling it."""
    with allow_writer():
        if not connection.in_atomic_block:
            work()
            return
        with transaction.atomic():
            work()
