"""Changes of many profiles at once: everybody whom a list shows, a hundred in each call."""

from dataclasses import dataclass

from saleor_crm_plugin import conf
from saleor_crm_plugin.api.commands.loyalty import movement_cause, reason_checked
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.commands.profiles import tags_check
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.pages import PAGE_SIZE_MAX, Connection, Order, PageArguments, page
from saleor_crm_plugin.api.permissions import Permission, require
from saleor_crm_plugin.api.queries.profile_filters import ProfileWhere
from saleor_crm_plugin.api.queries.profile_list import wanted_profiles
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.loyalty.rules.movements import NotEnoughPoints
from saleor_crm_plugin.loyalty.services import ApprovalPolicy, adjustment_ask
from saleor_crm_plugin.profiles.queries import search
from saleor_crm_plugin.profiles.services.edits import ProfileEdit, profile_update

# Neither tags nor points move a profile in this order, so that no call meets one twice.
_OLDEST_FIRST = Order(columns=("pk",))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesTagInput:
    """Whom to tag with what, and behind which call to go on."""

    where: ProfileWhere | None = None
    search: str | None = None
    after: str | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesTagArguments:
    """The arguments of `crmProfilesTag`."""

    input: ProfilesTagInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesTagPayload(Payload):
    """How far it is; without a cursor everybody was reached."""

    done_count: int = 0
    end_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesAdjustInput:
    """Whose points to move, how many, and why; the same `key` again changes nothing."""

    where: ProfileWhere | None = None
    search: str | None = None
    after: str | None = None
    points: int
    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesAdjustArguments:
    """The arguments of `crmProfilesAdjust`."""

    input: ProfilesAdjustInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesAdjustPayload(Payload):
    """How many got the points, wait for a second person or have too few, and how far it is."""

    done_count: int = 0
    requested_count: int = 0
    refused_count: int = 0
    end_cursor: str | None = None


def profiles_tag(inquiry: Inquiry, arguments: ProfilesTagArguments) -> ProfilesTagPayload:
    """
    Put tags on the next hundred profiles of a list, and take tags off; the same again changes nothing.

    :raises Invalid: the filter, the cursor or a tag is not acceptable; nothing was written.
    """
    wanted = arguments.input
    tags_check(wanted.add_tags, wanted.remove_tags)
    if not wanted.add_tags and not wanted.remove_tags:
        raise Invalid("there is no tag to put on or to take off", field="addTags")
    found = _next(wanted)
    edit = ProfileEdit(values={}, tags_added=wanted.add_tags, tags_removed=wanted.remove_tags)
    for profile_id in found.nodes:
        profile_update(profile_id=profile_id, edit=edit, actor=inquiry.caller.actor, at=inquiry.at)
    return ProfilesTagPayload(done_count=len(found.nodes), end_cursor=_cursor(found))


def profiles_adjust(inquiry: Inquiry, arguments: ProfilesAdjustArguments) -> ProfilesAdjustPayload:
    """
    Adjust the points of the next hundred profiles of a list, each once per key.

    Above the limit of one person each becomes a request. Who has too few points is counted and left as he is.

    :raises Invalid: the filter, the cursor, the key or the reason is not acceptable; nothing was written.
    """
    require(inquiry.caller, (Permission.MANAGE_USERS.value,))
    wanted = arguments.input
    if wanted.points == 0:
        raise Invalid("an adjustment is of at least one point", field="points")
    cause, reason = movement_cause("bulk", wanted.key), reason_checked(wanted.reason)
    settings = conf.current()
    policy = ApprovalPolicy(
        alone_points_max=settings.points_alone_max, open_days=settings.points_request_days
    )
    found = _next(wanted)
    done, requested, refused = 0, 0, 0
    for profile_id in found.nodes:
        try:
            adjusted = adjustment_ask(
                profile_id=profile_id,
                points=wanted.points,
                cause=cause,
                actor=inquiry.caller.actor,
                reason=reason,
                policy=policy,
                at=inquiry.at,
            )
        except NotEnoughPoints:
            refused += 1
            continue
        done += adjusted.entry is not None
        requested += adjusted.request is not None
    return ProfilesAdjustPayload(
        done_count=done, requested_count=requested, refused_count=refused, end_cursor=_cursor(found)
    )


def _next(wanted: ProfilesTagInput | ProfilesAdjustInput) -> Connection[int]:
    rows = search.profiles_listed().filter(wanted_profiles(wanted.where, wanted.search))
    return page(
        rows,
        order=_OLDEST_FIRST,
        arguments=PageArguments(first=PAGE_SIZE_MAX, after=wanted.after),
        nodes=lambda found: [row.pk for row in found],
    )


def _cursor(found: Connection[int]) -> str | None:
    return found.page_info.end_cursor if found.page_info.has_next_page else None
