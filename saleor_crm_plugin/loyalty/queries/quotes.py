"""What a shopper's points would pay for an order."""

from datetime import datetime

from saleor_crm_plugin.loyalty.models import AccountStatus
from saleor_crm_plugin.loyalty.queries.balances import points_summary
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG, ProgramRules, program_rules
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
    asked: int,
    order_minor: int,
    channel: str,
    currency: str,
    at: datetime,
    program: str = DEFAULT_SLUG,
) -> Quote:
    """
    Return what asking for `asked` points would pay on an order of `order_minor`, without debiting anything.

    Nothing for guests and frozen accounts, whatever they hold, so that a quote never reveals a balance.
    """
    rules = program_rules(program)
    if rules is None or not rules.is_known_to_shoppers or not may_spend(rules, profile_id):
        return _NOTHING
    rate = rules.spending.rate_for(channel=channel, currency=currency)
    summary = points_summary(profile_id=profile_id, at=at, program=program)
    if rate is None or summary.status is not AccountStatus.ACTIVE:
        return _NOTHING
    return redemption_quote(
        asked=asked, available=summary.available, order_minor=order_minor, rate=rate
    )
