"""
Measures the first sweep of a large shop, killed midway and resumed, inside a real Saleor.

From the project's root, with the Python of a Saleor checkout and a scratch database that its `migrate` has seen
and whose name ends in `_scratch` (it is filled, and never emptied):

    PYTHONPATH=.:/srv/saleor DATABASE_URL=…/crm_scratch /srv/saleor/.venv/bin/python -m benchmarks.saleor_backfill

Prints a JSON line: orders per second of the sweep and of the drain behind it, what the kill cost, and the
resident memory of the sweeping process over time.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor.settings")
ORDERS = 100_000
ORDERS_PER_SHOPPER = 5
ROWS_PER_INSERT = 2000
NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
SWEEP = [sys.executable, "-m", "django", "crm_reconcile", "--skip-checks"]


def shop_filled(orders: int) -> None:
    """Fill Saleor's tables; orders are spread over two years, paid by transactions, each tenth refunded in part."""
    from saleor.account.models import Address, User
    from saleor.channel.models import Channel

    channel, _ = Channel.objects.get_or_create(
        slug="backfill",
        defaults={"name": "Backfill", "currency_code": "USD", "default_country": "US"},
    )
    address = Address.objects.create(
        first_name="Ann", last_name="Lee", city="SAN FRANCISCO", country="US", phone="+14155550100"
    )
    users = [
        User(
            email=f"shopper{number}@example.com",
            first_name="Ann",
            last_name=f"Lee {number}",
            is_confirmed=True,
            date_joined=NOW - timedelta(days=800),
        )
        for number in range(orders // ORDERS_PER_SHOPPER)
    ]
    User.objects.bulk_create(users, ROWS_PER_INSERT)
    chance = random.Random(20260329)
    for start in range(0, orders, ROWS_PER_INSERT):
        numbers = range(start, min(start + ROWS_PER_INSERT, orders))
        _orders_add(numbers, channel, address, users, chance)
    _dates_spread()


def _orders_add(numbers, channel, address, users, chance) -> None:
    from saleor.order.models import Order, OrderLine
    from saleor.payment.models import TransactionEvent, TransactionItem

    orders, lines, items, events = [], [], [], []
    for number in numbers:
        user = users[number // ORDERS_PER_SHOPPER]
        placed_at = NOW - timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
        gross = [Decimal(chance.randrange(100, 20_000)) / 100 for _ in range(2)]
        total, refunded = sum(gross), Decimal(number % 10 == 0)
        order = Order(
            number=1_000_000 + number,
            created_at=placed_at,
            status="fulfilled",
            charge_status="full",
            user=user,
            user_email=user.email,
            origin="checkout",
            currency="USD",
            channel=channel,
            billing_address=address,
            shipping_address=address,
            lines_count=2,
            total_net_amount=total,
            total_gross_amount=total,
            undiscounted_total_net_amount=total,
            undiscounted_total_gross_amount=total,
            total_charged_amount=total - refunded,
            subtotal_net_amount=total,
            subtotal_gross_amount=total,
            language_code="en",
        )
        orders.append(order)
        lines += [
            OrderLine(
                order=order,
                product_name=f"Tea {position}",
                product_sku=f"tea-{position}",
                is_shipping_required=True,
                is_gift_card=False,
                quantity=1,
                currency="USD",
                unit_price_net_amount=amount,
                unit_price_gross_amount=amount,
                total_price_net_amount=amount,
                total_price_gross_amount=amount,
                undiscounted_unit_price_gross_amount=amount,
                undiscounted_unit_price_net_amount=amount,
                undiscounted_total_price_gross_amount=amount,
                undiscounted_total_price_net_amount=amount,
            )
            for position, amount in enumerate(gross)
        ]
        item = TransactionItem(
            order=order,
            name="Credit card",
            currency="USD",
            charged_value=total - refunded,
            refunded_value=refunded,
        )
        items.append(item)
        events.append(_event(item, "charge_success", total, placed_at))
        if refunded:
            events.append(_event(item, "refund_success", refunded, placed_at + timedelta(days=3)))
    Order.objects.bulk_create(orders)
    OrderLine.objects.bulk_create(lines, ROWS_PER_INSERT)
    TransactionItem.objects.bulk_create(items)
    TransactionEvent.objects.bulk_create(events, ROWS_PER_INSERT)


def _event(item, kind, amount, at):
    from saleor.payment.models import TransactionEvent

    return TransactionEvent(
        transaction=item,
        type=kind,
        amount_value=amount,
        currency="USD",
        created_at=at,
        include_in_calculations=True,
    )


def _dates_spread() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE order_order SET updated_at = created_at")
        cursor.execute(
            "UPDATE account_user SET updated_at = date_joined + id * interval '1 second'"
        )
        cursor.execute("ANALYZE")


def _facts_read() -> dict[str, int]:
    from saleor_crm_plugin.ingest.queries import reconcile_marks

    return {mark.kind: mark.facts_read for mark in reconcile_marks()}


def swept(stop_at: int | None) -> dict[str, object]:
    """Sweep in a process of its own, kill it at `stop_at` orders; return its memory and its speed."""
    child = subprocess.Popen(SWEEP, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    first: tuple[float, int] | None = None
    last = (0.0, 0)
    memory: list[tuple[int, int]] = []
    began_with = _facts_read().get("order", 0)
    while child.poll() is None:
        time.sleep(0.5)
        orders = _facts_read().get("order", 0) - began_with
        memory.append((orders, _resident_mib(child.pid)))
        if orders and first is None:
            first = (time.monotonic(), orders)
        if orders > last[1]:
            last = (time.monotonic(), orders)
        if stop_at is not None and orders >= stop_at:
            child.send_signal(signal.SIGKILL)
            child.wait()
    seconds = last[0] - first[0] if first else 0
    samples = [one for one in memory if one[1]]
    return {
        "orders": last[1],
        "orders_per_second": round((last[1] - first[1]) / seconds) if first and seconds else 0,
        "resident_mib": samples[:: max(1, len(samples) // 12)],
        "resident_mib_max": max(size for _, size in samples),
    }


def _resident_mib(process_id: int) -> int:
    try:
        words = Path(f"/proc/{process_id}/status").read_text().split("VmRSS:")
    except OSError:
        return 0
    return int(words[1].split()[0]) // 1024 if len(words) > 1 else 0


def drained() -> dict[str, object]:
    """Do what a worker does until the inbox is empty."""
    from django.utils import timezone
    from saleor.core.db.connection import allow_writer

    from saleor_crm_plugin.conf import current
    from saleor_crm_plugin.ingest.services.drain import inbox_drain
    from saleor_crm_plugin.orders.models import Order

    began, applied = time.monotonic(), 0
    with allow_writer():
        limit = current().inbox_batch_size_rows
        while (report := inbox_drain(source=None, at=timezone.now(), limit_rows=limit)).claimed:
            applied += report.applied
        orders = Order.objects.count()
    seconds = time.monotonic() - began
    return {
        "facts_applied": applied,
        "orders": orders,
        "facts_per_second": round(applied / seconds),
    }


def main() -> None:
    """Fill, sweep, kill, resume, drain; print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=ORDERS)
    parser.add_argument("--no-drain", action="store_true", help="measure the sweep alone")
    options = parser.parse_args()
    import django

    django.setup()
    from django.db import connection
    from saleor.order.models import Order

    if not str(connection.settings_dict["NAME"]).endswith("_scratch"):
        sys.exit("the database's name must end in _scratch: it is filled with invented orders")
    if not Order.objects.exists():
        shop_filled(options.orders)
    began = time.monotonic()
    outcome: dict[str, object] = {"killed": swept(options.orders // 2), "resumed": swept(None)}
    outcome["seconds_in_all"] = round(time.monotonic() - began)
    outcome["facts_read"] = _facts_read()
    if not options.no_drain:
        outcome["drain"] = drained()
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
