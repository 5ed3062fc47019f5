"""Makes the database itself refuse to change or delete rows of the ledger, on SQLite and PostgreSQL."""

from django.db import migrations

TABLES = (
    "saleor_crm_loyalty_entry",
    "saleor_crm_allocation",
    "saleor_crm_program_revision",
    "saleor_crm_program_channel",
)
MESSAGE = "rows of the points ledger cannot be changed or deleted"

_POSTGRES_FUNCTION = f"""
CREATE FUNCTION saleor_crm_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END
$$"""


def create_statements(vendor: str) -> list[str]:
    """Return the statements that protect the tables on a database of `vendor`."""
    if vendor == "postgresql":
        # Rows only: TRUNCATE needs the owner's rights, and Django's `flush` uses it.
        return [_POSTGRES_FUNCTION] + [
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION saleor_crm_refuse_change()"
            for table in TABLES
        ]
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{action} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for table in TABLES
            for action in ("update", "delete")
        ]
    raise NotImplementedError(f"the ledger cannot be protected on {vendor}")


def drop_statements(vendor: str) -> list[str]:
    """Return the statements that undo `create_statements`."""
    if vendor == "postgresql":
        drops = [f"DROP TRIGGER {table}_is_append_only ON {table}" for table in TABLES]
        return [*drops, "DROP FUNCTION saleor_crm_refuse_change()"]
    return [
        f"DROP TRIGGER {table}_no_{action}" for table in TABLES for action in ("update", "delete")
    ]


def protect(apps, schema_editor):
    """Create the triggers."""
    for statement in create_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    """Drop the triggers."""
    for statement in drop_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Entries, allocations, program revisions and their rates become append-only."""

    dependencies = [("saleor_crm", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
