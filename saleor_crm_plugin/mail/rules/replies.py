"""What a mail server's reply means for a message and for the lane (RFC 5321 §4.2, RFC 3463)."""

import re
from dataclasses import dataclass
from enum import StrEnum

_ENHANCED = re.compile(rb"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_SLOW_DOWN = frozenset({421, 454})
_PERMANENT = 500
# 5.2.x: the mailbox exists (full, disabled); 5.7.x: policy, about us rather than about the address.
_NOT_ABOUT_THE_ADDRESS = ("5.2.", "5.7.")


class Stage(StrEnum):
    """Which command the server replied to."""

    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"


class Consequence(StrEnum):
    """What follows: `SLOW` holds the lane and costs the message no attempt, `RETRY` costs one."""

    SLOW = "slow"
    RETRY = "retry"
    BOUNCE = "bounce"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply that is not the hoped-for one; the server's text is dropped, it may hold addresses."""

    stage: Stage
    code: int
    enhanced: str

    @property
    def is_about_the_address(self) -> bool:
        """Tell whether a permanent refusal says that the address itself is bad."""
        return not self.enhanced.startswith(_NOT_ABOUT_THE_ADDRESS)


def reply_read(*, stage: Stage, code: int, text: bytes) -> Reply:
    """Return the code and the enhanced status code of a reply."""
    found = _ENHANCED.search(text)
    return Reply(stage=stage, code=code, enhanced=found.group().decode() if found else "")


def consequence(reply: Reply) -> Consequence:
    """
    Return what follows from a reply.

    421 and 454 ask us to slow down whatever was said before, and so does any refusal of our own
    address at `MAIL`: it would meet the next message too. A permanent refusal at `RCPT` is a bounce.
    """
    if reply.code in _SLOW_DOWN or reply.stage is Stage.MAIL:
        return Consequence.SLOW
    if reply.code < _PERMANENT:
        return Consequence.RETRY
    return Consequence.BOUNCE if reply.stage is Stage.RCPT else Consequence.FAIL


def backoff_seconds(*, attempts: int, first_seconds: int, longest_seconds: int = 6 * 3600) -> int:
    """Return how long to wait after `attempts` attempts: the first wait, doubled each time, up to six hours."""
    doublings = min(max(attempts - 1, 0), 20)
    return min(first_seconds << doublings, longest_seconds)
