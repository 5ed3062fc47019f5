"""The part of the table about who did something."""

from saleor_crm_plugin.api.fields.field import USERS, Field, Fields
from saleor_crm_plugin.api.queries import actors

ACTOR_FIELDS: Fields = {("Query", "crmActors"): Field(actors.actors_named, USERS)}
