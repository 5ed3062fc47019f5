"""Signed tokens that open one shopper's own data, for shops without Saleor and for the demo."""

from datetime import UTC, datetime, timedelta

from django.core import signing

from saleor_crm_plugin.api.callers import Caller, CallerKind
from saleor_crm_plugin.hosts.standalone.auth.refusals import TokenExpired, TokenRefused

PREFIX = "crms_"
LIFETIME = timedelta(days=1)
# The salt binds the signature to this purpose: a link signed for another one opens nothing here.
_SALT = "saleor_crm.shopper_token"


def shopper_token(*, profile_id: int, at: datetime, lifetime: timedelta = LIFETIME) -> str:
    """Return a token that makes its holder the shopper of `profile_id` until `lifetime` is over."""
    expires_at = int((at + lifetime).timestamp())
    return PREFIX + signing.dumps({"profile": profile_id, "until": expires_at}, salt=_SALT)


def shopper_caller(token: str, *, at: datetime) -> Caller:
    """
    Return the shopper who holds a signed token.

    :raises TokenRefused: we have not signed it for this purpose, or it has expired.
    """
    try:
        said = signing.loads(token.removeprefix(PREFIX), salt=_SALT)
    except signing.BadSignature:
        raise TokenRefused from None
    profile_id, until = int(said["profile"]), datetime.fromtimestamp(int(said["until"]), tz=UTC)
    if until <= at:
        raise TokenExpired
    return Caller(kind=CallerKind.SHOPPER, actor=f"profile:{profile_id}", profile_id=profile_id)
