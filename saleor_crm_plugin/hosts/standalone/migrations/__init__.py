"""Migrations of the tables that only the standalone host needs."""
