"""Says who an actor of Saleor is: staff by their address, apps by their name."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from saleor.account.models import User
from saleor.app.models import App

from saleor_crm_plugin.api.callers import actor_numbers


def actor_names(actors: Collection[str]) -> dict[str, str]:
    """Return the names of those actors that Saleor knows, in two queries; who is no staff any more is left out."""
    staff, apps = actor_numbers(actors, "staff"), actor_numbers(actors, "app")
    alias = settings.DATABASE_CONNECTION_DEFAULT_NAME
    users: Any = User.objects.using(alias).filter(pk__in=staff.values(), is_staff=True)
    installed: Any = App.objects.using(alias).filter(pk__in=apps.values())
    return _named(staff, users.values_list("pk", "email")) | _named(
        apps, installed.values_list("pk", "name")
    )


def _named(numbers: dict[str, int], rows: Any) -> dict[str, str]:
    names: dict[int, str] = dict(rows)
    return {actor: names[pk] for actor, pk in numbers.items() if pk in names}
