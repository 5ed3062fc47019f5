"""Writes our keys into the metadata of Saleor's customers, and touches no other key, column or hook."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import connections
from saleor.account.models import User

KEYS = ("crm.group", "crm.tier", "crm.points")
Values = dict[str, str]

# One statement for many customers: PostgreSQL takes each row as it is when its lock is got, so that a key which
# somebody else writes at the same moment is not lost. `updated_at` stays: for the sweep nothing has changed.
_WRITE = """
UPDATE account_user AS customer SET
  {here} = (coalesce(customer.{here}, '{{}}'::jsonb) - %(keys)s::text[]) || fresh.given::jsonb,
  {there} = coalesce(customer.{there}, '{{}}'::jsonb) - %(keys)s::text[]
FROM unnest(%(customers)s::int[], %(values)s::text[]) AS fresh(customer, given)
WHERE customer.id = fresh.customer AND NOT customer.is_staff
"""


def metadata_found(customer_keys: Sequence[str], *, is_private: bool) -> dict[str, Values]:
    """
    Return what of our keys each customer has now, from the writer; deleted customers and staff are left out.

    A key left in the other kind of metadata shows as `elsewhere`, so that it equals nothing that is wanted.
    """
    here, there = _columns(is_private=is_private)
    rows: Any = User.objects.using(settings.DATABASE_CONNECTION_DEFAULT_NAME)
    rows = rows.filter(pk__in=[int(key) for key in customer_keys], is_staff=False)
    return {
        str(pk): _ours(held) | ({"elsewhere": ""} if _ours(astray) else {})
        for pk, held, astray in rows.values_list("pk", here, there)
    }


def metadata_write(wanted: Mapping[str, Values], *, is_private: bool) -> int:
    """Make exactly `wanted` of our keys stand at each customer, in one statement; return how many there were."""
    if not wanted:
        return 0
    here, there = _columns(is_private=is_private)
    with connections[settings.DATABASE_CONNECTION_DEFAULT_NAME].cursor() as cursor:
        cursor.execute(
            _WRITE.format(here=here, there=there),
            {
                "keys": list(KEYS),
                "customers": [int(key) for key in wanted],
                "values": [json.dumps(values) for values in wanted.values()],
            },
        )
        return int(cursor.rowcount)


def _columns(*, is_private: bool) -> tuple[str, str]:
    return ("private_metadata", "metadata") if is_private else ("metadata", "private_metadata")


def _ours(held: Mapping[str, str] | None) -> Values:
    return {name: held[name] for name in KEYS if name in held} if held else {}
