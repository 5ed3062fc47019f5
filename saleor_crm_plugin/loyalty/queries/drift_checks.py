"""
The SQL that looks for contradictions in the ledger: every cache against the rows it caches, and the rules between them.

Each statement yields `id`, `account_id`, `expected` and `found`; rows where the two agree are no contradiction.
They read whole tables once and join sums: a million entries are a matter of seconds.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCheck:
    """An invariant and the statement that finds the rows which break it; `is_cache` if a rebuild mends them."""

    invariant: str
    sql: str
    is_cache: bool = False


CHECKS: tuple[LedgerCheck, ...] = (
    LedgerCheck(
        invariant="I1 the balance is the sum of the entries",
        is_cache=True,
        sql="""
        SELECT a.id, a.id AS account_id, COALESCE(s.points, 0) AS expected, a.balance_points AS found
        FROM saleor_crm_loyalty_account a LEFT JOIN (
            SELECT account_id, SUM(points) AS points FROM saleor_crm_loyalty_entry GROUP BY account_id
        ) s ON s.account_id = a.id
        """,
    ),
    LedgerCheck(
        invariant="I1 the debt is what entries left unpaid",
        is_cache=True,
        sql="""
        SELECT a.id, a.id AS account_id, COALESCE(s.points, 0) AS expected, a.debt_points AS found
        FROM saleor_crm_loyalty_account a LEFT JOIN (
            SELECT e.account_id, -SUM(p.points) AS points
            FROM saleor_crm_allocation p JOIN saleor_crm_loyalty_entry e ON e.id = p.entry_id
            WHERE p.lot_id IS NULL GROUP BY e.account_id
        ) s ON s.account_id = a.id
        """,
    ),
    LedgerCheck(
        invariant="I1 the balance is what the lots hold less the debt",
        sql="""
        SELECT a.id, a.id AS account_id, COALESCE(s.points, 0) - a.debt_points AS expected,
            a.balance_points AS found
        FROM saleor_crm_loyalty_account a LEFT JOIN (
            SELECT account_id, SUM(remaining_points) AS points FROM saleor_crm_point_lot GROUP BY account_id
        ) s ON s.account_id = a.id
        """,
    ),
    LedgerCheck(
        invariant="I1 each entry shows the balance right after it",
        sql="""
        SELECT id, account_id, balance_points AS found,
            SUM(points) OVER (PARTITION BY account_id ORDER BY id) AS expected
        FROM saleor_crm_loyalty_entry
        """,
    ),
    LedgerCheck(
        invariant="I2 an entry is the sum of its allocations",
        sql="""
        SELECT e.id, e.account_id, e.points AS expected, COALESCE(s.points, 0) AS found
        FROM saleor_crm_loyalty_entry e LEFT JOIN (
            SELECT entry_id, SUM(points) AS points FROM saleor_crm_allocation GROUP BY entry_id
        ) s ON s.entry_id = e.id
        """,
    ),
    LedgerCheck(
        invariant="I2 a lot begins with what its own entry credited",
        sql="""
        SELECT l.id, l.account_id, COALESCE(SUM(p.points), 0) AS expected, l.points AS found
        FROM saleor_crm_point_lot l
        LEFT JOIN saleor_crm_allocation p ON p.lot_id = l.id AND p.entry_id = l.entry_id
        GROUP BY l.id, l.account_id, l.points
        """,
    ),
    LedgerCheck(
        invariant="I3 what is left of a lot is the sum of its allocations",
        is_cache=True,
        sql="""
        SELECT l.id, l.account_id, COALESCE(s.points, 0) AS expected, l.remaining_points AS found
        FROM saleor_crm_point_lot l LEFT JOIN (
            SELECT lot_id, SUM(points) AS points FROM saleor_crm_allocation
            WHERE lot_id IS NOT NULL GROUP BY lot_id
        ) s ON s.lot_id = l.id
        """,
    ),
    LedgerCheck(
        invariant="I3 what a lot let lapse is the sum of its expiries",
        is_cache=True,
        sql="""
        SELECT l.id, l.account_id, COALESCE(s.points, 0) AS expected, l.expired_points AS found
        FROM saleor_crm_point_lot l LEFT JOIN (
            SELECT p.lot_id, -SUM(p.points) AS points
            FROM saleor_crm_allocation p JOIN saleor_crm_loyalty_entry e ON e.id = p.entry_id
            WHERE e.kind IN ('expire', 'forfeit') GROUP BY p.lot_id
        ) s ON s.lot_id = l.id
        """,
    ),
    LedgerCheck(
        invariant="I3 a lot numbers its expiries",
        is_cache=True,
        sql="""
        SELECT l.id, l.account_id, COALESCE(s.entries, 0) AS expected, l.lapses_count AS found
        FROM saleor_crm_point_lot l LEFT JOIN (
            SELECT p.lot_id, COUNT(*) AS entries
            FROM saleor_crm_allocation p JOIN saleor_crm_loyalty_entry e ON e.id = p.entry_id
            WHERE e.kind IN ('expire', 'forfeit') GROUP BY p.lot_id
        ) s ON s.lot_id = l.id
        """,
    ),
    LedgerCheck(
        invariant="I3 a lot was forfeited no later than its first forfeiture says",
        is_cache=True,
        sql="""
        SELECT l.id, l.account_id, 0 AS expected,
            CASE WHEN l.forfeited_at <= s.forfeited_at THEN 0 ELSE 1 END AS found
        FROM saleor_crm_point_lot l JOIN (
            SELECT p.lot_id, MIN(e.effective_at) AS forfeited_at
            FROM saleor_crm_allocation p JOIN saleor_crm_loyalty_entry e ON e.id = p.entry_id
            WHERE e.kind = 'forfeit' GROUP BY p.lot_id
        ) s ON s.lot_id = l.id
        """,
    ),
    LedgerCheck(
        invariant="I3 what a lot answered for is the sum of its absorptions",
        is_cache=True,
        sql="""
        SELECT l.id, l.account_id, COALESCE(s.points, 0) AS expected, l.absorbed_points AS found
        FROM saleor_crm_point_lot l LEFT JOIN (
            SELECT lot_id, SUM(points) AS points FROM saleor_crm_absorption GROUP BY lot_id
        ) s ON s.lot_id = l.id
        """,
    ),
    LedgerCheck(
        invariant="I3 a lot has its grace once",
        is_cache=True,
        sql="""
        SELECT l.id, l.account_id, CASE WHEN l.is_grace_used THEN 1 ELSE 0 END AS found,
            CASE WHEN l.parent_id IS NOT NULL OR c.parent_id IS NOT NULL THEN 1 ELSE 0 END AS expected
        FROM saleor_crm_point_lot l LEFT JOIN (
            SELECT DISTINCT parent_id FROM saleor_crm_point_lot WHERE parent_id IS NOT NULL
        ) c ON c.parent_id = l.id
        """,
    ),
    LedgerCheck(
        invariant="I3 what carts hold of a lot is the sum of their parts",
        is_cache=True,
        sql="""
        SELECT l.id, l.account_id, COALESCE(s.points, 0) AS expected, l.reserved_points AS found
        FROM saleor_crm_point_lot l LEFT JOIN (
            SELECT p.lot_id, SUM(p.points) AS points
            FROM saleor_crm_reservation_part p JOIN saleor_crm_reservation r ON r.id = p.reservation_id
            WHERE r.state = 'held' GROUP BY p.lot_id
        ) s ON s.lot_id = l.id
        """,
    ),
    LedgerCheck(
        invariant="I3 what carts hold of an account is the sum of its reservations",
        is_cache=True,
        sql="""
        SELECT a.id, a.id AS account_id, COALESCE(s.points, 0) AS expected, a.reserved_points AS found
        FROM saleor_crm_loyalty_account a LEFT JOIN (
            SELECT r.account_id, SUM(p.points) AS points
            FROM saleor_crm_reservation_part p JOIN saleor_crm_reservation r ON r.id = p.reservation_id
            WHERE r.state = 'held' GROUP BY r.account_id
        ) s ON s.account_id = a.id
        """,
    ),
    LedgerCheck(
        invariant="I3 a reservation holds the points it names",
        sql="""
        SELECT r.id, r.account_id, r.points AS expected, COALESCE(SUM(p.points), 0) AS found
        FROM saleor_crm_reservation r LEFT JOIN saleor_crm_reservation_part p ON p.reservation_id = r.id
        WHERE r.state = 'held' GROUP BY r.id, r.account_id, r.points
        """,
    ),
    LedgerCheck(
        invariant="I4 nothing is owed while points could pay it",
        sql="""
        SELECT a.id, a.id AS account_id, 0 AS expected, SUM(l.remaining_points - l.reserved_points) AS found
        FROM saleor_crm_loyalty_account a JOIN saleor_crm_point_lot l ON l.account_id = a.id
        WHERE a.debt_points > 0 AND l.remaining_points > l.reserved_points AND l.activates_at <= %(at)s
            AND (l.expires_at IS NULL OR l.expires_at > %(at)s)
        GROUP BY a.id
        """,
    ),
    LedgerCheck(
        invariant="I6 a key names one entry of an account",
        sql="""
        SELECT MIN(id) AS id, account_id, 1 AS expected, COUNT(*) AS found
        FROM saleor_crm_loyalty_entry GROUP BY account_id, idempotency_key HAVING COUNT(*) > 1
        """,
    ),
    LedgerCheck(
        invariant="I7 an account was active no earlier than its entries say",
        is_cache=True,
        sql="""
        SELECT a.id, a.id AS account_id, 0 AS expected,
            CASE WHEN a.active_at >= s.active_at THEN 0 ELSE 1 END AS found
        FROM saleor_crm_loyalty_account a JOIN (
            SELECT account_id, MAX(effective_at) AS active_at FROM saleor_crm_loyalty_entry
            WHERE kind IN ('earn', 'redeem') OR (kind = 'bonus' AND order_id IS NOT NULL)
            GROUP BY account_id
        ) s ON s.account_id = a.id
        """,
    ),
    LedgerCheck(
        invariant="I8 what was clawed back is the sum of the order's claw-backs",
        is_cache=True,
        sql="""
        SELECT w.id, w.account_id, COALESCE(s.points, 0) AS expected, w.clawed_points AS found
        FROM saleor_crm_order_award w LEFT JOIN (
            SELECT e.order_id, a.program_id, SUM(e.waived_points) - SUM(e.points) AS points
            FROM saleor_crm_loyalty_entry e JOIN saleor_crm_loyalty_account a ON a.id = e.account_id
            WHERE e.kind = 'clawback' AND e.idempotency_key NOT LIKE 'move:%%'
            GROUP BY e.order_id, a.program_id
        ) s ON s.order_id = w.order_id AND s.program_id = w.program_id
        """,
    ),
    LedgerCheck(
        invariant="I8 what came back is the sum of the redemption's returns",
        is_cache=True,
        sql="""
        SELECT r.id, r.account_id, COALESCE(s.points, 0) AS expected, r.returned_points AS found
        FROM saleor_crm_redemption r LEFT JOIN (
            SELECT reverses_id, SUM(points) AS points FROM saleor_crm_loyalty_entry
            WHERE kind = 'redeem_return' AND reverses_id IS NOT NULL GROUP BY reverses_id
        ) s ON s.reverses_id = r.entry_id
        """,
    ),
    LedgerCheck(
        invariant="I8 an award numbers its claw-backs",
        is_cache=True,
        sql="""
        SELECT w.id, w.account_id, COALESCE(s.entries, 0) AS expected, w.claws_count AS found
        FROM saleor_crm_order_award w LEFT JOIN (
            SELECT e.order_id, a.program_id, COUNT(*) AS entries
            FROM saleor_crm_loyalty_entry e JOIN saleor_crm_loyalty_account a ON a.id = e.account_id
            WHERE e.kind = 'clawback' AND e.idempotency_key NOT LIKE 'move:%%'
            GROUP BY e.order_id, a.program_id
        ) s ON s.order_id = w.order_id AND s.program_id = w.program_id
        """,
    ),
    LedgerCheck(
        invariant="I8 a redemption numbers its returns",
        is_cache=True,
        sql="""
        SELECT r.id, r.account_id, COALESCE(s.entries, 0) AS expected, r.returns_count AS found
        FROM saleor_crm_redemption r LEFT JOIN (
            SELECT reverses_id, COUNT(*) AS entries FROM saleor_crm_loyalty_entry
            WHERE kind = 'redeem_return' AND reverses_id IS NOT NULL GROUP BY reverses_id
        ) s ON s.reverses_id = r.entry_id
        """,
    ),
    LedgerCheck(
        invariant="I8 an order that does not count keeps no points",
        sql="""
        SELECT w.id, w.account_id, w.points AS expected, w.clawed_points AS found
        FROM saleor_crm_order_award w JOIN saleor_crm_order o ON o.id = w.order_id
        WHERE o.exclusion <> ''
        """,
    ),
    LedgerCheck(
        invariant="I8 the points of an order are its shopper's",
        sql="""
        SELECT w.id, w.account_id, o.profile_id AS expected, a.profile_id AS found
        FROM saleor_crm_order_award w
        JOIN saleor_crm_order o ON o.id = w.order_id
        JOIN saleor_crm_loyalty_account a ON a.id = w.account_id
        WHERE o.profile_id IS NOT NULL AND a.profile_id IS NOT NULL
        """,
    ),
)
