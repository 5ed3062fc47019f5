"""The tables keep the promises that the architecture makes for all of them."""

import pytest
from django.apps import apps
from django.db import models

CRM = list(apps.get_app_config("saleor_crm").get_models())
OURS = [*CRM, *apps.get_app_config("saleor_crm_standalone").get_models()]
LABELS = {"saleor_crm", "saleor_crm_standalone"}
every_model = pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)


@every_model
def test_a_table_is_named_after_the_package(model):
    assert model._meta.db_table.startswith("saleor_crm_")


@every_model
def test_no_row_points_at_a_table_of_the_host(model):
    pointed_at = {
        field.related_model._meta.app_label
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
    }

    assert pointed_at <= LABELS


@every_model
def test_no_number_is_a_float_and_no_list_has_a_hidden_order(model):
    assert [f.name for f in model._meta.fields if isinstance(f, models.FloatField)] == []
    assert list(model._meta.ordering) == []


@every_model
def test_names_of_indexes_and_constraints_are_ours_and_fit_every_engine(model):
    indexes = [index.name for index in model._meta.indexes]
    constraints = [constraint.name for constraint in model._meta.constraints]

    assert [name for name in indexes + constraints if not name.startswith("crm_")] == []
    assert [name for name in indexes if len(name) > 30] == []
    assert [name for name in constraints if len(name) > 63] == []  # PostgreSQL cuts silently


@every_model
def test_an_amount_of_money_is_whole_minor_units(model):
    amounts = [field for field in model._meta.fields if field.name.endswith("_minor")]

    assert [f.name for f in amounts if not isinstance(f, models.IntegerField)] == []


@every_model
def test_an_instant_or_a_date_says_so_in_its_name(model):
    wrong = [
        field.name
        for field in model._meta.fields
        if isinstance(field, models.DateField)
        and not field.name.endswith(
            ("_at", "_until", "_from", "since")
            if isinstance(field, models.DateTimeField)
            else ("_on",)
        )
    ]

    assert wrong == []


def test_the_models_module_finds_every_table_of_the_crm():
    assert {model.__module__.split(".")[1] for model in CRM} == {
        "automation",
        "bulk",
        "extensions",
        "hosts",
        "ingest",
        "loyalty",
        "mail",
        "orders",
        "profiles",
        "segments",
    }
