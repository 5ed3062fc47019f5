"""Questions about what staff noted."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.notes import NoteNode, note_node
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.profiles.queries.cards import live_profile_id, profile_cards
from saleor_crm_plugin.profiles.queries.notes import note_view, notes_listed

NEWEST_FIRST = Order(columns=("-written_at", "-pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesArguments(PageArguments):
    """The notes about whom."""

    profile_id: str


def note_page(inquiry: Inquiry, arguments: NotesArguments) -> Connection[NoteNode]:
    """
    Return a page of the notes about a profile, or the one it became through merges, newest first; none about nobody.

    :raises Invalid: the page or the profile's id is not acceptable.
    """
    profile_id = id_decode(PROFILE, arguments.profile_id, field="profileId")
    if profile_id in profile_cards([profile_id]):
        profile_id = live_profile_id(profile_id)
    return page(
        notes_listed(profile_id=profile_id),
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [note_node(note_view(row), inquiry.caller) for row in rows],
    )
