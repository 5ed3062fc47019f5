"""The plugin's form in the Dashboard: its fields, with their kinds, words and defaults."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form; `kind` is Saleor's word for it (`ConfigurationTypeField`)."""

    kind: str
    label: str
    help_text: str
    default: str | bool | None


FIELDS = {
    "mail_is_enabled": Field(
        "Boolean",
        "Send e-mail",
        "Switched off, messages wait in the outbox. Set the sender before you switch it on.",
        default=False,
    ),
    "mail_sender": Field(
        "String", "Sender address", "An address of your own domain, e.g. shop@example.com.", ""
    ),
    "mail_sender_name": Field(
        "String", "Sender name", "Stands beside the address; the shop's name when empty.", ""
    ),
    "shop_name": Field("String", "Shop name", "The shop's name, as mails say it.", "Our shop"),
    "public_url": Field(
        "String",
        "Public URL of the CRM",
        "Where shoppers reach this plugin, without a final slash: the API's https address and "
        "/plugins/saleor.crm. Links in mails start with it. Empty: Saleor's PUBLIC_URL decides.",
        "",
    ),
    "dashboard_origins": Field(
        "String",
        "Addresses of your Dashboard",
        "Which Dashboards may show the CRM's pages in a frame, e.g. https://dashboard.my.shop; several with commas "
        "between them. Empty: Saleor's DASHBOARD_URL.",
        "",
    ),
    "time_zone": Field(
        "String", "Time zone", "IANA name, e.g. Asia/Taipei: when the shop's day begins.", "UTC"
    ),
    "ignores_guests": Field(
        "Boolean",
        "Ignore guests",
        "Switched on, orders without an account count for no profile, and what guests typed is not kept.",
        default=False,
    ),
    "reconcile_minutes": Field(
        "String",
        "Minutes between sweeps",
        "How often Saleor's tables are read for what no hook told, 0 to 1440; 0 is never.",
        "10",
    ),
    "points_are_awarded": Field(
        "Boolean",
        "Award points",
        "Switched on, orders paid from then on earn points at the rates that this form names. Switched off, orders "
        "paid from then on earn none; what shoppers hold stays.",
        default=False,
    ),
    "points_rates": Field(
        "Multiline",
        "What earns how many points",
        "One line for each currency, and for a channel that differs: "
        "1 per 1.00 USD; 1 per 100 JPY; 3 per 1.00 USD in my-channel. "
        "New lines count for orders paid from then on.",
        "",
    ),
    "report_secret": Field(
        "Secret",
        "Secret of delivery reports",
        "At least 24 of A-Z, a-z, 0-9, _ and -. Your mail provider then reports bounces and complaints to "
        "the public URL and /reports/PROVIDER/SECRET. Empty: no reports are taken.",
        "",
    ),
    "bridge_is_on": Field(
        "Boolean",
        "Write group, tier and points to customers",
        "Switched on, they stand in each customer's metadata as crm.group, crm.tier and crm.points. "
        "Switched off, they are taken out again.",
        default=False,
    ),
    "bridge_is_private": Field(
        "Boolean",
        "Write them to private metadata",
        "Shoppers read their public metadata and can change it until it is put right; private metadata is "
        "for staff and apps only.",
        default=False,
    ),
    "bridge_fills_attributes": Field(
        "Boolean",
        "Write them to customer attributes, too",
        "Saleor 3.23 and later; an older one has no such attributes, and nothing is written. Switched on, three "
        "attributes are made (RFM group, tier, points) and kept right at every customer. Switched off, the values "
        "are taken out again.",
        default=False,
    ),
    "smtp_host": Field(
        "String",
        "Mail server",
        "Empty: Saleor's own EMAIL_URL is used, and the fields below are not.",
        "",
    ),
    "smtp_port": Field("String", "Port of the mail server", "1 to 65535.", "587"),
    "smtp_user": Field("String", "User at the mail server", "No login when empty.", ""),
    "smtp_password": Field(
        "Password", "Password at the mail server", "Is never shown again.", None
    ),
    "smtp_security": Field(
        "String", "Security of the mail server", "none, starttls or tls.", "starttls"
    ),
}
STRUCTURE = {
    name: {"type": field.kind, "label": field.label, "help_text": field.help_text}
    for name, field in FIELDS.items()
}
DEFAULTS = [{"name": name, "value": field.default} for name, field in FIELDS.items()]
