"""Who may ask what about referrals, and what answers."""

from saleor_crm_plugin.api.commands import referrals as commands
from saleor_crm_plugin.api.fields.field import (
    DISCOUNTS,
    SHOPPER,
    USERS,
    Field,
    Fields,
    counted,
)
from saleor_crm_plugin.api.queries import referrals as queries

FIELDS: Fields = {
    ("Query", "crmReferralTerms"): Field(queries.terms_found, USERS + DISCOUNTS),
    ("Query", "crmReferrals"): Field(queries.referral_page, USERS),
    ("Query", "crmMyReferralLink"): Field(queries.my_link, SHOPPER),
    ("Query", "crmMyReferrals"): Field(queries.my_referral_page, SHOPPER),
    ("Mutation", "crmReferralTermsUpdate"): Field(commands.terms_update, DISCOUNTS),
    ("Mutation", "crmReferralDecide"): Field(commands.referral_decide, DISCOUNTS),
    ("Mutation", "crmMyReferralCodeCreate"): Field(commands.my_code_create, SHOPPER),
    ("Mutation", "crmMyReferralClaim"): Field(commands.my_claim, SHOPPER),
    ("CrmReferral", "advocate"): Field(queries.referral_advocate, USERS),
    ("CrmReferral", "friend"): Field(queries.referral_friend, USERS),
} | counted("CrmReferral", "CrmMyReferral")
