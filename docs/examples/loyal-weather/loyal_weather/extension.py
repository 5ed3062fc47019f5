"""What the extension declares; the CRM asks each hook once per process."""

from loyal_weather import messenger, points, shoppers, words
from saleor_crm_plugin.hooks import (
    AddressKind,
    Channel,
    EarningRule,
    Extension,
    FieldKind,
    Listener,
    Occasion,
    Reaction,
    SegmentField,
    TemplateFilter,
    Words,
    hookimpl,
)


@hookimpl
def extension() -> Extension:
    """Return who this is; `api_version` is what it was written for, not what happens to be installed."""
    return Extension(slug="loyal_weather", name="Loyal weather", version="1.0.0", api_version="1.0")


@hookimpl
def earning_rules() -> list[EarningRule]:
    """Return the rule that gives points for rainwear."""
    return [
        EarningRule(
            slug="rainwear",
            description="Ten more points for each piece of rainwear.",
            bonus=points.rainwear_points,
        )
    ]


@hookimpl
def segment_fields() -> list[SegmentField]:
    """Return the field that says how much rain a shopper's country has."""
    return [
        SegmentField(
            slug="climate",
            kind=FieldKind.TEXT,
            description="wet, dry or mild, by the shopper's country.",
            compute=shoppers.climates,
        )
    ]


@hookimpl
def message_channels() -> list[Channel]:
    """Return the messenger."""
    return [
        Channel(
            slug="raincoat",
            name="Raincoat messenger",
            address_kind=AddressKind.PHONE,
            deliver=messenger.deliver,
        )
    ]


@hookimpl
def template_filters() -> list[TemplateFilter]:
    """Return the filter that puts an umbrella before a text."""
    return [TemplateFilter(name="umbrella", apply=words.umbrella)]


@hookimpl
def timeline_listeners() -> list[Listener]:
    """Return the diary, which hears of paid orders."""
    return [Listener(slug="diary", notify=messenger.write_diary, types=frozenset({"order_paid"}))]


@hookimpl
def automation_reactions() -> list[Reaction]:
    """Return the thanks that go out by messenger."""
    return [
        Reaction(
            slug="thanks",
            event_type="order_paid",
            occasion=Occasion.ORDER,
            words=(
                Words(
                    language_code="en",
                    subject="{{ event.number | umbrella }}",
                    html="<p>{{ shop.name }} thanks you for order {{ event.number }}.</p>",
                    text=(
                        "{{ shop.name }} thanks you for order {{ event.number | umbrella }}"
                        "{% if fields.loyal_weather.climate == 'wet' %} Stay dry!{% endif %}"
                    ),
                ),
            ),
            is_marketing=False,
            topic="orders",
            channel="raincoat",
        )
    ]
