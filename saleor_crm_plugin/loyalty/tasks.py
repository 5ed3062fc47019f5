"""Celery tasks of loyalty: each reads the clock and the settings and calls one service."""
