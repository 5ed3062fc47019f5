"""The CRM's settings as one frozen value, read from Django's `SALEOR_CRM` dictionary."""

from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmSettings:
    """
    Every setting with its unit in its name; the defaults suit a small shop.

    `host_name` names this installation in references. `snapshot_source` is the dotted path of
    the class that reads objects from the host (`ingest.queries.SnapshotSource`), empty when facts only
    arrive by file and API. `settings_source` is the dotted path of a function that returns the settings an
    operator makes in the host's own forms; what stands in `SALEOR_CRM` wins. `reward_carrier` is the dotted path of the class that makes coupons
    work at the host's checkout (`loyalty.queries.carriers.RewardCarrier`). `catalogue` is that of the class that finds what the host sells
    (`loyalty.queries.catalogues.Catalogue`). `public_url` is where shoppers reach us, without a final slash.
    `address_hash_key` keys the hashes of the suppression list, Django's `SECRET_KEY` when empty: changing
    either makes the list forget. `extensions_disabled` names the extensions that are installed and not used,
    separated by commas; `*` is all of them. `mail_resends_unknown` lets a transactional message whose arrival nobody
    knows go out once more.
    `mail_click_tracking` says whose links are replaced to note clicks: `marketing`, `all` or `none`; with
    `mail_clicks_need_consent` only of shoppers who have agreed. `report_secret` is what mail providers prove themselves with; without it
    their reports are not taken. `saleor_app_token` is the secret
    with which the CRM asks the API of `saleor_api_url`.
    """

    host_name: str = "shop"
    snapshot_source: str = ""
    settings_source: str = ""
    reward_carrier: str = ""
    catalogue: str = ""
    public_url: str = "http://127.0.0.1:8000"
    shop_name: str = "Our shop"
    shop_url: str = ""
    time_zone: str = "UTC"

    inbox_batch_size_rows: int = 200
    inbox_claim_seconds: int = 120
    inbox_attempts_max: int = 8
    inbox_retry_seconds: int = 15
    inbox_kept_days: int = 30
    reconcile_minutes: int = 10
    reconcile_overlap_seconds: int = 900

    mail_is_enabled: bool = True
    mail_sender: str = "shop@example.com"
    mail_sender_name: str = ""
    mail_batch_size_rows: int = 100
    mail_claim_seconds: int = 120
    mail_attempts_max: int = 8
    mail_retry_seconds: int = 60
    mail_timeout_seconds: int = 20
    mail_resends_unknown: bool = False
    mail_click_tracking: str = "marketing"
    mail_clicks_need_consent: bool = False
    report_secret: str = ""
    bridge_batch_size_rows: int = 500
    address_hash_key: str = ""
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_security: str = "none"

    automation_batch_size_rows: int = 200
    automation_event_age_days_max: int = 3

    extensions_disabled: str = ""
    points_warning_days: str = "30"

    merge_undo_days: int = 30

    points_alone_max: int = 0
    points_request_days: int = 7

    rfm_bins: int = 5
    rfm_window_days: int = 0
    rfm_is_across_channels: bool = False

    celery_queue: str = ""

    saleor_api_url: str = ""
    saleor_jwks_url: str = ""
    saleor_app_id: str = ""
    saleor_app_token: str = field(default="", repr=False)
    graphql_origins: str = ""
    dashboard_origins: str = ""
    graphql_depth_max: int = 12
    graphql_cost_max: int = 20_000
    graphql_body_bytes_max: int = 262_144

    @property
    def saleor_app_problem(self) -> str:
        """Return why Saleor's API cannot be asked as the CRM's app, or nothing; the token is never part of it."""
        token = self.saleor_app_token
        if not token:
            return "saleor_app_token is not set"
        if not (token.isascii() and token.isprintable()) or " " in token:
            return "saleor_app_token holds what no token can hold"
        parts = urlsplit(self.saleor_api_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            return "saleor_api_url is not the address of Saleor's API"
        if parts.scheme == "http" and parts.hostname not in _OWN_MACHINE:
            return "saleor_api_url is not https: the token would travel in the open"
        return ""

    @property
    def points_warning_days_listed(self) -> list[int]:
        """
        Return how many days before points lapse the timeline is told.

        :raises ImproperlyConfigured: `points_warning_days` is not whole numbers with commas between them.
        """
        try:
            return [int(part) for part in self.points_warning_days.split(",") if part.strip()]
        except ValueError:
            raise ImproperlyConfigured(
                f"points_warning_days must be numbers of days, got {self.points_warning_days!r}"
            ) from None


def current() -> CrmSettings:
    """
    Return the settings in force.

    :raises ImproperlyConfigured: `SALEOR_CRM` names a setting that does not exist, or one of the wrong type.
    """
    given: dict[str, object] = getattr(django_settings, "SALEOR_CRM", {})
    given = {**_given_in_host(given), **given}
    known = {field.name: field.type for field in fields(CrmSettings)}
    for name, value in given.items():
        if name not in known:
            raise ImproperlyConfigured(f"SALEOR_CRM has no setting {name!r}")
        if type(value) is not known[name]:
            raise ImproperlyConfigured(f"SALEOR_CRM[{name!r}] must be {known[name]}, got {value!r}")
    return CrmSettings(**given)  # type: ignore[arg-type]  # checked just above


def _given_in_host(given: dict[str, object]) -> dict[str, object]:
    path = given.get("settings_source")
    if not isinstance(path, str) or not path:
        return {}
    values: dict[str, object] = import_string(path)()
    return values


def extensions_disabled() -> frozenset[str]:
    """
    Return the names in `extensions_disabled`, which only `SALEOR_CRM` itself can hold.

    :raises ImproperlyConfigured: it is no text.
    """
    named = getattr(django_settings, "SALEOR_CRM", {}).get("extensions_disabled", "")
    if not isinstance(named, str):
        raise ImproperlyConfigured(
            f"SALEOR_CRM['extensions_disabled'] must be {str}, got {named!r}"
        )
    return frozenset(name.strip() for name in named.split(",")) - {""}


def queues_read(text: str) -> dict[str, str]:
    """
    Return the Celery queues that a `celery_queue` names, by the last part of a task's name; "" is every other task's.

    `crm, deliver_outbox=crm-mail` puts mail into a queue of its own and everything else into `crm`.

    :raises ImproperlyConfigured: a part without a name, or two of the same task.
    """
    queues: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        task, _, queue = part.rpartition("=")
        task, queue = task.strip(), queue.strip()
        if not queue or task in queues or ("=" in part and not task):
            raise ImproperlyConfigured(f"SALEOR_CRM['celery_queue'] cannot be read at {part!r}")
        queues[task] = queue
    return queues


def queue_of(task: str, text: str) -> str | None:
    """Return the queue that `text` (a `celery_queue`) names for a task; None leaves it to Celery's own settings."""
    queues = queues_read(text)
    return queues.get(task.rpartition(".")[2]) or queues.get("")


def celery_queue() -> str:
    """Return the setting, which only `SALEOR_CRM` itself can hold: a wake must not read a host's form."""
    return str(getattr(django_settings, "SALEOR_CRM", {}).get("celery_queue", ""))


def hash_key(settings: CrmSettings) -> bytes:
    """Return the key of the suppression list's hashes."""
    return (settings.address_hash_key or django_settings.SECRET_KEY).encode()
