"""The part of the table about notes on shoppers."""

from saleor_crm_plugin.api.commands import notes as commands
from saleor_crm_plugin.api.fields.field import USERS, Field, Fields, counted
from saleor_crm_plugin.api.queries import notes

NOTE_FIELDS: Fields = {
    ("Query", "crmProfileNotes"): Field(notes.note_page, USERS),
    ("Mutation", "crmProfileNoteWrite"): Field(commands.note_write, USERS),
    ("Mutation", "crmProfileNoteEdit"): Field(commands.note_edit, USERS),
    ("Mutation", "crmProfileNoteDelete"): Field(commands.note_delete, USERS),
} | counted("CrmProfileNote")
