"""A budget at its limit, with many workers at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from saleor_crm_plugin.loyalty.models import EarningRule, OrderAward
from saleor_crm_plugin.loyalty.rules.bonus import RuleEffect
from tests.domain.test_earning_rules import make_rule
from tests.points_shop import make_member, open_shop, sale, tell

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_sixteen_workers_never_give_more_than_the_budget():
    # given
    open_shop()
    make_rule("welcome", effect=RuleEffect.FIXED, amount=20, budget=130)
    orders = [sale(make_member(), 100) for _ in range(16)]

    def award(order):
        try:
            tell(order)
        finally:
            connection.close()

    # when
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(award, orders))

    # then: six orders get 20, one gets 10, the others their base only
    given = sorted(OrderAward.objects.values_list("bonus_points", flat=True))
    assert given == [0] * 9 + [10] + [20] * 6
    assert EarningRule.objects.get().used_points == 130
