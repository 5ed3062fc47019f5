"""Who may ask what about programs and earning rules, and what answers."""

from saleor_crm_plugin.api.commands import earning_rules as rule_commands
from saleor_crm_plugin.api.commands import programs as commands
from saleor_crm_plugin.api.fields.field import (
    ANYBODY,
    DISCOUNTS,
    USERS,
    Field,
    Fields,
    counted,
)
from saleor_crm_plugin.api.queries import programs as queries
from saleor_crm_plugin.api.queries.catalogue import catalogue_items

FIELDS: Fields = {
    ("Query", "crmPrograms"): Field(queries.programs, USERS + DISCOUNTS),
    ("Query", "crmProgram"): Field(queries.program, USERS + DISCOUNTS),
    ("Query", "crmEarningRules"): Field(queries.earning_rule_page, USERS + DISCOUNTS),
    ("Query", "crmCatalogue"): Field(catalogue_items, USERS + DISCOUNTS),
    ("Query", "crmEarnQuote"): Field(queries.quote, ANYBODY),
    ("CrmProgramRate", "amounts"): Field(queries.rate_amounts, USERS + DISCOUNTS),
    ("Mutation", "crmProgramCreate"): Field(commands.program_create, DISCOUNTS),
    ("Mutation", "crmProgramClose"): Field(commands.program_close, DISCOUNTS),
    ("Mutation", "crmProgramRevise"): Field(commands.program_revise, DISCOUNTS),
    ("Mutation", "crmProgramActivate"): Field(commands.program_activate, DISCOUNTS),
    ("Mutation", "crmProgramPause"): Field(commands.program_pause, DISCOUNTS),
    ("Mutation", "crmEarningRuleCreate"): Field(rule_commands.earning_rule_create, DISCOUNTS),
    ("Mutation", "crmEarningRuleUpdate"): Field(rule_commands.earning_rule_update, DISCOUNTS),
} | counted("CrmEarningRule")
