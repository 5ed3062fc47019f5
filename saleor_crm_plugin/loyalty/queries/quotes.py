"""What a shopper's points would pay for an order."""

from datetime import datetime

from saleor_crm_plugin.loyalty.models import AccountStatus
from saleor_crm_plugin.loyalty.queries.balances import points_summary
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG, ProgramRules, program_rules
from saleor_crm_plugin.loyalty.queries.reservations import reservation_held
from saleor_crm_plugin.loyalty.rules.quotes import Quote, redemption_quote
from saleor_crm_plugin.profiles.models import Profile

_NOTHING = Quote(points=0, amount_minor=0)


def may_spend(rules: ProgramRules, profile_id: int) -> bool:
    """Return whether the program lets this profile spend points at all: guests usually may not."""
    if rules.current.config.guests_may_spend:
        return True
    return Profile.objects.filter(pk=profile_id, is_registered=True).exists()


def points_quote(
    *,
    profile_id: int,
    asked: int | None,
    order_minor: int,
    channel: str,
    currency: str,
    at: datetime,
    program: str = DEFAULT_SLUG,
    checkout: str = "",
) -> Quote:
    """
    Return what asking for `asked` points would pay on an order of `order_minor`, without debiting anything.

    Nothing for guests and frozen accounts, whatever they hold, so that a quote never reveals a balance. What the
    cart `checkout` holds already counts as available to it; None asks for what that cart asked for, else for everything.
    """
    rules = program_rules(program)
    if rules is None or not rules.is_known_to_shoppers or not may_spend(rules, profile_id):
        return _NOTHING
    rate = rules.spending.rate_for(channel=channel, currency=currency)
    summary = points_summary(profile_id=profile_id, at=at, program=program)
    if summary.status is not AccountStatus.ACTIVE:
        return _NOTHING
    own = None
    if checkout:
        own = reservation_held(profile_id=profile_id, checkout=checkout, at=at, program=rules.slug)
    available = summary.available + (own.points if own else 0)
    if own and asked in (None, own.asked_points):
        asked = own.asked_points
        if (own.channel, own.currency) == (channel, currency):
            rate = rules.rate_by_id(own.rate_id)
    if rate is None:
        return _NOTHING
    return redemption_quote(
        asked=available if asked is None else asked,
        available=available,
        order_minor=order_minor,
        rate=rate,
    )
