"""What `migrate` of the standalone host leaves beside the tables."""

import pytest
from django.core.management import call_command

from saleor_crm_plugin.loyalty.models import LoyaltyProgram, ProgramStatus
from saleor_crm_plugin.loyalty.queries import program_rules
from saleor_crm_plugin.loyalty.services import program_activate
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def migrate(**options) -> None:
    call_command("crm_migrate", verbosity=0, interactive=False, **options)


def test_a_new_installation_has_a_program_that_pays_nothing() -> None:
    migrate()

    program = program_rules()
    assert program is not None
    assert (program.slug, program.status, len(program.revisions)) == ("points", "draft", 1)


def test_a_program_in_use_stays_as_it_is() -> None:
    program_activate(at=NOON, time_zone="Asia/Taipei")
    before = program_rules()

    migrate()

    assert program_rules() == before
    assert LoyaltyProgram.objects.get().status == ProgramStatus.ACTIVE


@pytest.mark.parametrize("options", [{"plan": True}, {"app_label": "saleor_crm_standalone"}])
def test_what_does_not_update_all_tables_makes_no_program(options, capsys) -> None:
    migrate(**options)

    assert LoyaltyProgram.objects.exists() is False
