"""Changes of a profile that staff ask for."""

from dataclasses import dataclass, fields

from saleor_crm_plugin.api.arguments import UNSET, Unset
from saleor_crm_plugin.api.commands.payloads import ProfilePayload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.profiles.services.edits import ProfileEdit
from saleor_crm_plugin.profiles.services.edits import profile_update as edit_profile


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUpdateInput:
    """What to change; what is left out stays, null empties it and hands it back to the host."""

    id: str
    email: str | Unset | None = UNSET
    phone: str | Unset | None = UNSET
    first_name: str | Unset | None = UNSET
    last_name: str | Unset | None = UNSET
    gender: str | Unset | None = UNSET
    language_code: str | Unset | None = UNSET
    time_zone: str | Unset | None = UNSET
    birth_year: int | Unset | None = UNSET
    birth_month: int | Unset | None = UNSET
    birth_day: int | Unset | None = UNSET
    birth_is_lunar: bool | Unset = UNSET
    country_code: str | Unset | None = UNSET
    city: str | Unset | None = UNSET
    postal_code: str | Unset | None = UNSET
    preferred_payment_method: str | Unset | None = UNSET
    product_needs: str | Unset | None = UNSET
    buying_motive: str | Unset | None = UNSET
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUpdateArguments:
    """The arguments of `crmProfileUpdate`."""

    input: ProfileUpdateInput


_NUMBERS = {"birth_year", "birth_month", "birth_day"}
_NOT_COLUMNS = {"id", "add_tags", "remove_tags"}
_TAG_LENGTH_MAX = 64
_TAGS_MAX = 100


def profile_update(inquiry: Inquiry, arguments: ProfileUpdateArguments) -> ProfilePayload:
    """
    Change a profile as staff said and return it.

    :raises Invalid: a value is not acceptable; nothing was written.
    :raises NotFound: no live profile has this id.
    """
    wanted = arguments.input
    profile_id = id_decode(PROFILE, wanted.id, field="id")
    tags_check(wanted.add_tags, wanted.remove_tags)
    edit_profile(
        profile_id=profile_id,
        edit=ProfileEdit(
            values=_values(wanted),
            tags_added=wanted.add_tags,
            tags_removed=wanted.remove_tags,
        ),
        actor=inquiry.caller.actor,
        at=inquiry.at,
    )
    inquiry.forget()
    return ProfilePayload(profile=inquiry.batches.profiles.of(profile_id))


def tags_check(added: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """
    Let pass only tags that profiles can have, and not too many of them.

    :raises Invalid: more than 100, or one of more than 64 characters.
    """
    for field, tags in (("addTags", added), ("removeTags", removed)):
        if len(tags) > _TAGS_MAX or any(len(tag) > _TAG_LENGTH_MAX for tag in tags):
            raise Invalid(
                f"at most {_TAGS_MAX} tags of at most {_TAG_LENGTH_MAX} characters", field=field
            )


def _values(wanted: ProfileUpdateInput) -> dict[str, str | int | bool | None]:
    values: dict[str, str | int | bool | None] = {}
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if field.name not in _NOT_COLUMNS and value is not UNSET:
            values[field.name] = "" if value is None and field.name not in _NUMBERS else value
    return values
