"""The two tokens that `run` shows: one for staff, one for a shopper worth looking at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from saleor_crm_plugin.api.permissions import Permission
from saleor_crm_plugin.hosts.standalone.auth.api_tokens import (
    token_create,
    token_revoke,
    tokens_list,
)
from saleor_crm_plugin.hosts.standalone.auth.shopper_tokens import shopper_token
from saleor_crm_plugin.loyalty.queries import points_summaries
from saleor_crm_plugin.profiles.queries.search import profiles_listed

STAFF_NAME = "shown by run"
STAFF_LIFETIME = timedelta(days=30)
SHOPPER_LIFETIME = timedelta(days=7)
_LOOKED_AT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopperToken:
    """A signed token with the profile it opens and the points that this profile can spend."""

    secret: str
    profile_id: int
    points: int


def staff_token_renewed(*, at: datetime) -> str:
    """Make a token with every permission; the one that an earlier start has shown becomes worthless."""
    for row in tokens_list(limit=1000):
        if row.name == STAFF_NAME and row.revoked_at is None:
            token_revoke(token_id=row.token_id, at=at)
    return token_create(
        name=STAFF_NAME, permissions=list(Permission), expires_at=at + STAFF_LIFETIME, at=at
    ).secret


def shopper_token_of_most_points(*, at: datetime) -> ShopperToken | None:
    """Return a token for the registered shopper with most points among the newest; nobody registered: None."""
    newest = profiles_listed().filter(is_registered=True).order_by("-pk")[:_LOOKED_AT]
    summaries = points_summaries(profile_ids=list(newest.values_list("pk", flat=True)), at=at)
    if not summaries:
        return None
    best = max(summaries.values(), key=lambda summary: (summary.available, summary.profile_id))
    return ShopperToken(
        secret=shopper_token(profile_id=best.profile_id, at=at, lifetime=SHOPPER_LIFETIME),
        profile_id=best.profile_id,
        points=best.available,
    )
