"""The command that shows what RFM compares, and recomputes it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from saleor_crm_plugin.segments.models import RfmRun, RfmScore
from saleor_crm_plugin.segments.queries import rfm_scopes
from tests.domain.rfm_shoppers import make_shoppers

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("crm_rfm", *arguments, stdout=output, stderr=StringIO())
    return output.getvalue()


def test_recompute_scores_every_shopper_and_says_how_many() -> None:
    # given
    make_shoppers()

    # when
    said = run("recompute")

    # then
    scopes = rfm_scopes()
    scored = RfmScore.objects.count()
    assert said == f"{scored} profiles in {len(scopes)} scopes, 0 changed their group\n"
    assert scored == 10 * len(scopes)
    assert RfmRun.objects.get().actor == "command"


def test_scopes_lists_what_is_compared() -> None:
    # given
    make_shoppers()
    run("recompute")

    # then
    lines = run("scopes").splitlines()
    assert [line.split()[0] for line in lines] == [str(scope.scope_id) for scope in rfm_scopes()]
    assert all("EUR" in line and line.endswith(" UTC") for line in lines)


def test_a_scope_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CommandError) as refusal:
        run("recompute", "--scope", "77")
    assert str(refusal.value) == "there is no scope 77; crm_rfm scopes lists them"
    assert RfmRun.objects.exists() is False
