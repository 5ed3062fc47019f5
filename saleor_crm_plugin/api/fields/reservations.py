"""Who may ask what about points in carts, and what answers."""

from saleor_crm_plugin.api.commands import reservations as commands
from saleor_crm_plugin.api.fields.field import (
    ANYBODY,
    DISCOUNTS,
    SHOPPER,
    USERS,
    Field,
    Fields,
    counted,
)
from saleor_crm_plugin.api.queries import ledgers
from saleor_crm_plugin.api.queries import reservations as queries

RESERVATION_FIELDS: Fields = {
    ("Query", "crmRedeemQuote"): Field(queries.redeem_quote, ANYBODY),
    ("Query", "crmPointsReservations"): Field(queries.reservation_page, USERS + DISCOUNTS),
    ("Mutation", "crmMyPointsReserve"): Field(commands.my_points_reserve, SHOPPER),
    ("Mutation", "crmMyReservationRelease"): Field(commands.my_reservation_release, SHOPPER),
    ("Mutation", "crmReservationCommit"): Field(commands.reservation_commit, DISCOUNTS),
    ("Mutation", "crmReservationRelease"): Field(commands.reservation_release, DISCOUNTS),
    ("CrmPointsReservation", "profile"): Field(queries.reservation_profile, USERS),
    ("CrmMyPoints", "lots"): Field(ledgers.account_lots, SHOPPER),
} | counted("CrmPointsReservation")
