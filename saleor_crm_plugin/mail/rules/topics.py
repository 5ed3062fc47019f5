"""What a topic may be called, and which of its words a shopper reads."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.mail.rules.languages import language_chosen, language_matched

TOPICS_MAX = 50
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}")
_NAME_LENGTH_MAX, _DESCRIPTION_LENGTH_MAX = 80, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicText:
    """The words of a topic in one language."""

    name: str
    description: str


def topic_text(texts: Mapping[str, TopicText], *, slug: str, languages: Sequence[str]) -> TopicText:
    """
    Return the words of a topic for a reader of `languages`, best first; the slug where there are none.

    A topic without words in any of them is shown in English, or else in the language that it has.
    """
    language = language_matched(languages, available=texts) or language_chosen("", available=texts)
    return texts[language] if language else TopicText(name=slug, description="")


def topic_checked(*, slug: str, texts: Mapping[str, TopicText]) -> dict[str, TopicText]:
    """
    Return the words of a topic by language code in lower case, without blanks around them.

    :raises Invalid: the slug, a language or a text is not acceptable.
    """
    if not _SLUG.fullmatch(slug):
        raise Invalid("a topic is at most 64 of a-z, 0-9, _ and -, such as `offers`", field="slug")
    found: dict[str, TopicText] = {}
    for language, text in texts.items():
        code = language.strip().lower().replace("_", "-")
        if not _LANGUAGE.fullmatch(code):
            raise Invalid(f"this is not a language code: {language[:35]!r}", field="texts")
        name, description = text.name.strip(), text.description.strip()
        if not 1 <= len(name) <= _NAME_LENGTH_MAX or len(description) > _DESCRIPTION_LENGTH_MAX:
            raise Invalid(
                f"a name has 1 to {_NAME_LENGTH_MAX} characters, a description at most {_DESCRIPTION_LENGTH_MAX}",
                field="texts",
            )
        found[code] = TopicText(name=name, description=description)
    if not found:
        raise Invalid("a topic needs a name in at least one language", field="texts")
    return found
