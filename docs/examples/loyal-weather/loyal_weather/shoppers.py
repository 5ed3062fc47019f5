"""The segment field."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from saleor_crm_plugin.hooks import FieldValue, Shopper

_CLIMATES = {"GB": "wet", "IE": "wet", "TW": "wet", "EG": "dry", "SA": "dry"}


def climates(shoppers: Sequence[Shopper], at: datetime) -> Mapping[int, FieldValue | None]:
    """Return the climate of each shopper whose country is known; the others have no value."""
    del at  # the same at all times
    return {
        shopper.profile_id: _CLIMATES.get(shopper.country_code, "mild")
        for shopper in shoppers
        if shopper.country_code
    }
