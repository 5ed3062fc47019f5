"""Celery tasks of ingest: each reads the clock and the settings and calls one service."""
