"""A plain Django project that serves the contract with the library that Saleor pins, and no Saleor."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "graphene_django"]
ROOT_URLCONF = "tests.graphene_host.urls"
STATIC_URL = "/static/"  # the live server asks for it
# As Saleor's settings have it: graphql-core 2 logs every error of an answer with its traceback.
LOGGING = {
    "version": 1,
    "handlers": {"null": {"class": "logging.NullHandler"}},
    "loggers": {"graphql.execution": {"handlers": ["null"], "propagate": False}},
}
