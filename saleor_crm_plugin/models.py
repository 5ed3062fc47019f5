"""Django finds every table through this module; each stands in its domain."""

from saleor_crm_plugin.automation import models as automation
from saleor_crm_plugin.bulk import models as bulk
from saleor_crm_plugin.extensions import models as extensions
from saleor_crm_plugin.hosts.saleor import models as bridge
from saleor_crm_plugin.ingest import models as ingest
from saleor_crm_plugin.loyalty import models as loyalty
from saleor_crm_plugin.mail import models as mail
from saleor_crm_plugin.orders import models as orders
from saleor_crm_plugin.profiles import models as profiles
from saleor_crm_plugin.segments import models as segments

__all__ = [
    "automation",
    "bridge",
    "bulk",
    "extensions",
    "ingest",
    "loyalty",
    "mail",
    "orders",
    "profiles",
    "segments",
]
