"""API tokens for programs: random, kept only as a hash, scoped, revocable."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from saleor_crm_plugin.api.callers import Caller, CallerKind, actor_numbers
from saleor_crm_plugin.api.permissions import Permission
from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.hosts.standalone.auth.refusals import TokenExpired, TokenRefused
from saleor_crm_plugin.hosts.standalone.models import ApiToken

PREFIX = "crm_"
_SHOWN_LENGTH = len(PREFIX) + 8
_SECRET_BYTES = 32
_USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token just made; `secret` is shown once and kept nowhere."""

    token_id: int
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """What may be shown of a token later."""

    token_id: int
    name: str
    prefix: str
    permissions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


def token_create(
    *, name: str, permissions: Collection[str], expires_at: datetime | None, at: datetime
) -> NewToken:
    """
    Make a token of 256 random bits; only its SHA-256 is stored.

    :raises Invalid: no permission, an unknown one, or an expiry in the past.
    """
    unknown = sorted(set(permissions) - set(Permission))
    if unknown or not permissions:
        raise Invalid(
            f"a token needs permissions out of {', '.join(Permission)}, got {', '.join(unknown)}",
            field="permissions",
        )
    if expires_at is not None and expires_at <= at:
        raise Invalid("a token must expire in the future", field="expiresAt")
    secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    row = ApiToken.objects.create(
        name=name,
        prefix=secret[:_SHOWN_LENGTH],
        digest=_digest(secret),
        permissions=sorted(set(permissions)),
        created_at=at,
        expires_at=expires_at,
    )
    return NewToken(token_id=row.pk, secret=secret)


def token_revoke(*, token_id: int, at: datetime) -> None:
    """
    Make a token worthless at once; a second time changes nothing.

    :raises NotFound: there is no such token.
    """
    ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=at)
    if not ApiToken.objects.filter(pk=token_id).exists():
        raise NotFound(f"there is no token {token_id}")


def tokens_list(*, limit: int) -> list[TokenRow]:
    """Return the newest `limit` tokens without their secrets, newest first."""
    return [
        TokenRow(
            token_id=row.pk,
            name=row.name,
            prefix=row.prefix,
            permissions=tuple(row.permissions),
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            last_used_at=row.last_used_at,
        )
        for row in ApiToken.objects.order_by("-pk")[:limit]
    ]


def token_names(actors: Collection[str]) -> dict[str, str]:
    """Return the names of those actors that are tokens, revoked ones too."""
    numbers = actor_numbers(actors, "token")
    rows = ApiToken.objects.filter(pk__in=numbers.values()).values_list("pk", "name")
    names = dict(rows)
    return {actor: names[pk] for actor, pk in numbers.items() if pk in names}


def token_caller(secret: str, *, at: datetime) -> Caller:
    """
    Return the program that holds a token, and note its use, at most once a minute.

    :raises TokenRefused: there is no such token, it was revoked, or it has expired.
    """
    row = ApiToken.objects.filter(digest=_digest(secret), revoked_at=None).first()
    if row is None:
        raise TokenRefused
    if row.expires_at is not None and row.expires_at <= at:
        raise TokenExpired
    unnoted = Q(last_used_at=None) | Q(last_used_at__lt=at - _USE_NOTED_EVERY)
    ApiToken.objects.filter(unnoted, pk=row.pk).update(last_used_at=at)
    return Caller(
        kind=CallerKind.APP,
        actor=f"token:{row.pk}",
        permissions=frozenset(row.permissions),
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
