"""Saleor's own fixtures, with the plugin switched on, and one object that plays the shop."""

import json
import os
import runpy
from datetime import UTC, datetime
from pathlib import Path

import pytest
import saleor

_SALEOR = runpy.run_path(str(Path(saleor.__file__).parents[1] / "conftest.py"))
globals().update({name: value for name, value in _SALEOR.items() if not name.startswith("__")})

PLUGIN = "saleor_crm_plugin.hosts.saleor.plugin.CrmPlugin"
PAYLOADS = Path(__file__).parents[1] / "payloads" / "saleor"


@pytest.fixture(autouse=True)
def _addresses_stay_out_of_logs(caplog):
    yield
    ours = [r for r in caplog.get_records("call") if r.name.startswith("saleor_crm_plugin")]
    assert [r.getMessage() for r in ours if "@" in r.getMessage()] == []


@pytest.fixture
def plugin(settings, db):
    """Switch the plugin on, as `pluginUpdate` would."""
    from saleor.plugins.models import PluginConfiguration

    settings.PLUGINS = [PLUGIN]
    return PluginConfiguration.objects.create(
        identifier="saleor.crm", name="Saleor CRM", active=True, configuration=[]
    )


@pytest.fixture
def crm(plugin):
    """What a worker does, and what the CRM says then."""
    from crm_side import Crm

    return Crm()


@pytest.fixture
def shop(
    plugin,
    superuser_api_client,
    permission_group_all_perms_all_channels,
    api_client,
    channel_USD,
    product,
):
    """The shop's GraphQL API, for staff and for shoppers."""
    from shop_promotions import Promotions

    permission_group_all_perms_all_channels.user_set.add(superuser_api_client.user)
    return Promotions(
        staff=superuser_api_client,
        anyone=api_client,
        channel=channel_USD,
        variant=product.variants.get(),
    )


@pytest.fixture
def ann(shop, crm):
    """A registered shopper with 50 points and a metadata key of somebody else, while the bridge is on."""
    from bridge_side import give, switch
    from saleor.account.models import User

    crm.start_program()
    user = shop.register("ann@example.com")
    crm.drain()
    give(crm.profile_of(user.pk), 50, "gift")
    User.objects.filter(pk=user.pk).update(metadata={"shoe": "38"})
    switch(bridge_is_on=True)
    return user


@pytest.fixture
def record():
    """Keep what a real Saleor told, when asked to: CRM_RECORD_PAYLOADS=1 make test-saleor."""

    def keep(name, facts):
        from saleor_crm_plugin.facts import fact_encode

        if not os.environ.get("CRM_RECORD_PAYLOADS"):
            return
        PAYLOADS.mkdir(parents=True, exist_ok=True)
        minor = ".".join(saleor.__version__.split(".")[:2])
        document = {
            "saleor": saleor.__version__,
            "recorded_on": datetime.now(tz=UTC).date().isoformat(),
            "facts": [fact_encode(fact) for fact in facts],
        }
        text = json.dumps(document, indent=1, sort_keys=True)
        (PAYLOADS / f"{minor}-{name}.json").write_text(text + "\n")

    return keep
