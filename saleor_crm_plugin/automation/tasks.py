"""Celery tasks of automation: each reads the clock and the settings and calls one service."""
