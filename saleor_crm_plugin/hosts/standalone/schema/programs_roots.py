"""Every question and every change about programs and earning rules."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.catalogue import CrmCatalogueItem, CrmCatalogueKind
from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, PAGE, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError
from saleor_crm_plugin.hosts.standalone.schema.programs import (
    CrmEarningRule,
    CrmEarningRuleCreateInput,
    CrmEarningRuleUpdateInput,
    CrmProgram,
    CrmProgramActivateInput,
    CrmProgramCloseInput,
    CrmProgramCreateInput,
    CrmProgramPauseInput,
    CrmProgramReviseInput,
    EarningRuleConnection,
)
from saleor_crm_plugin.hosts.standalone.schema.quotes import CrmEarnQuote, CrmEarnQuoteLineInput

_NOW = "The program as it is now."
_RULE = "The rule as it is now."


@strawberry.type
class ProgramsQuery:
    """Questions about programs and earning rules."""

    crm_programs: list[CrmProgram] = asked("Query.crmPrograms", "Every program, oldest first.")
    crm_program: CrmProgram | None = asked(
        "Query.crmProgram",
        "One program.",
        {"slug": (str | None, "Its slug; the default one unless given.")},
    )
    crm_earning_rules: EarningRuleConnection = asked(
        "Query.crmEarningRules",
        "Earning rules, in the order in which they are looked at.",
        {
            "program": (str | None, "Only those of this program, by its slug."),
            "is_active": (bool | None, "Only those that give points, or only the others."),
            **PAGE,
        },
    )
    crm_catalogue: list[CrmCatalogueItem] = asked(
        "Query.crmCatalogue",
        "What the shop sells: in Saleor its whole catalogue, elsewhere what orders sold lately.",
        {
            "kind": (CrmCatalogueKind, "What is looked for."),
            "search": (str | None, "A part of its name, in any case, or a product's id."),
            "ids": (list[str] | None, "Instead of a search: what these are called; at most 100."),
            "first": (int | None, "How many a search finds, at most 50; 20 unless given."),
        },
    )
    crm_earn_quote: CrmEarnQuote = asked(
        "Query.crmEarnQuote",
        "What a cart would earn if it were paid now; your own tier counts when you are recognized.",
        {
            "lines": (list[CrmEarnQuoteLineInput], "The cart, or a single product."),
            "currency": (str, "ISO 4217 code."),
            "channel": (str, "Slug of the channel."),
            "program": (str | None, "Slug of the program; the default one unless given."),
        },
    )


@strawberry.type
class CrmProgramCreate:
    """The answer of `crmProgramCreate`."""

    errors: list[CrmError] = shown(ERRORS)
    program: CrmProgram | None = shown(_NOW)


@strawberry.type
class CrmProgramClose:
    """The answer of `crmProgramClose`."""

    errors: list[CrmError] = shown(ERRORS)
    program: CrmProgram | None = shown(_NOW)


@strawberry.type
class CrmProgramRevise:
    """The answer of `crmProgramRevise`."""

    errors: list[CrmError] = shown(ERRORS)
    program: CrmProgram | None = shown(_NOW)


@strawberry.type
class CrmProgramActivate:
    """The answer of `crmProgramActivate`."""

    errors: list[CrmError] = shown(ERRORS)
    program: CrmProgram | None = shown(_NOW)


@strawberry.type
class CrmProgramPause:
    """The answer of `crmProgramPause`."""

    errors: list[CrmError] = shown(ERRORS)
    program: CrmProgram | None = shown(_NOW)


@strawberry.type
class CrmEarningRuleCreate:
    """The answer of `crmEarningRuleCreate`."""

    errors: list[CrmError] = shown(ERRORS)
    rule: CrmEarningRule | None = shown(_RULE)


@strawberry.type
class CrmEarningRuleUpdate:
    """The answer of `crmEarningRuleUpdate`."""

    errors: list[CrmError] = shown(ERRORS)
    rule: CrmEarningRule | None = shown(_RULE)


@strawberry.type
class ProgramsMutation:
    """Changes of programs and earning rules."""

    crm_program_create: CrmProgramCreate = asked(
        "Mutation.crmProgramCreate",
        "Creates one more program, as a draft that pays nothing.",
        {"input": (CrmProgramCreateInput, "The program.")},
    )
    crm_program_close: CrmProgramClose = asked(
        "Mutation.crmProgramClose",
        "Ends a program for good; what shoppers hold can be spent until it lapses.",
        {"input": (CrmProgramCloseInput, "Which.")},
    )
    crm_program_revise: CrmProgramRevise = asked(
        "Mutation.crmProgramRevise",
        "Puts policies and rates in force for orders paid from now on.",
        {"input": (CrmProgramReviseInput, "What is to be in force.")},
    )
    crm_program_activate: CrmProgramActivate = asked(
        "Mutation.crmProgramActivate",
        "Lets orders that are paid from now on earn points.",
        {"input": (CrmProgramActivateInput | None, "Which; the default one unless given.")},
    )
    crm_program_pause: CrmProgramPause = asked(
        "Mutation.crmProgramPause",
        "Lets orders that are paid from now on earn nothing; what shoppers hold stays.",
        {"input": (CrmProgramPauseInput | None, "Which; the default one unless given.")},
    )
    crm_earning_rule_create: CrmEarningRuleCreate = asked(
        "Mutation.crmEarningRuleCreate",
        "Writes a rule; it gives nothing until it is switched on.",
        {"input": (CrmEarningRuleCreateInput, "The rule.")},
    )
    crm_earning_rule_update: CrmEarningRuleUpdate = asked(
        "Mutation.crmEarningRuleUpdate",
        "Changes a rule from now on; what orders were given stays.",
        {"input": (CrmEarningRuleUpdateInput, "What to change.")},
    )
