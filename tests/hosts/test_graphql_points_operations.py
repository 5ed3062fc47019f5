"""Operating the points ledger over GraphQL."""

import pytest

from saleor_crm_plugin.loyalty.models import LoyaltyAccount
from saleor_crm_plugin.loyalty.services import ledger_prove
from tests.factories import NOON
from tests.hosts.graphql_client import ask, document, refused, staff_token
from tests.points_shop import give, make_member, open_shop

pytestmark = pytest.mark.django_db


def test_staff_read_the_last_proof() -> None:
    # given
    open_shop()
    give(make_member(), 10)
    assert ask("CrmLedgerProof", staff_token("MANAGE_SETTINGS")) is None
    ledger_prove(at=NOON)
    assert ask("CrmLedgerProof", staff_token("MANAGE_SETTINGS"))["driftCount"] == 0
    account = LoyaltyAccount.objects.get()
    LoyaltyAccount.objects.update(balance_points=11)

    # when
    ledger_prove(at=NOON)

    # then
    proof = ask("CrmLedgerProof", staff_token("MANAGE_SETTINGS"))
    assert (proof["driftCount"], proof["entriesCount"]) == (2, 1)
    assert proof["findings"][0] == {
        "invariant": "I1 the balance is the sum of the entries",
        "row": account.pk,
        "expected": 10,
        "found": 11,
    }


def test_the_proof_needs_a_permission() -> None:
    assert refused(document("CrmLedgerProof"), staff_token("MANAGE_USERS")) == ["PermissionDenied"]
