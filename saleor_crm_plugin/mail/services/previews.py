"""Shows what a mail looks like, with sample values: nothing is written and nobody is named."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.mail.models import MailTemplate, Message, MessageClass
from saleor_crm_plugin.mail.queries.recipients import Recipient
from saleor_crm_plugin.mail.queries.templates import TemplateWords, template_words
from saleor_crm_plugin.mail.rules.gates import Standing
from saleor_crm_plugin.mail.rules.liquid import Rendered
from saleor_crm_plugin.mail.rules.ways import EMAIL
from saleor_crm_plugin.mail.services.drafts import writing
from saleor_crm_plugin.mail.services.templates import packaged_words

_LIFE = timedelta(days=1)
# The links of a preview belong to no message: the same preview is the same text, and they open nothing.
_NO_MESSAGE = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A mail as a shopper would get it in one language; `languages` are all that the template has."""

    language_code: str
    languages: tuple[str, ...]
    rendered: Rendered


def mail_preview(
    *, template: str, language_code: str, settings: CrmSettings, at: datetime
) -> Preview:
    """
    Return a mail with the sample values of its template, in the best language that it has.

    :raises NotFound: there is no such template.
    :raises TemplateFailed: it cannot be rendered.
    :raises TemplateRefused: it uses a filter that is not installed any more.
    """
    words, sample = _words(template)
    message = Message(
        uuid=_NO_MESSAGE,
        message_class=MessageClass.TRANSACTIONAL,
        context=sample | {"language": language_code},
        is_test=True,
        priority=0,
        due_at=at,
        expires_at=at + _LIFE,
        created_at=at,
    )
    written = writing(
        message=message, recipient=_nobody(at + _LIFE), words=words, settings=settings
    )
    return Preview(
        language_code=written.language_code,
        languages=tuple(sorted(words)),
        rendered=written.rendered,
    )


def _words(slug: str) -> tuple[dict[str, TemplateWords], JsonObject]:
    """Return the newest words by language with sample values; those of the package before the first mail."""
    row = MailTemplate.objects.filter(slug=slug).first()
    if row is not None and (found := template_words([row.pk])[row.pk]):
        return found, row.sample
    packaged = packaged_words(slug)
    if packaged is None:
        raise NotFound(f"no mail template {slug}")
    return packaged


def _nobody(expires_at: datetime) -> Recipient:
    standing = Standing(
        is_marketing=False,
        is_erased=False,
        address="",
        consent="",
        suppressions=(),
        expires_at=expires_at,
    )
    return Recipient(
        way=EMAIL,
        card=None,
        stored="",
        address="",
        address_hash="",
        standing=standing,
        fields={},
    )
