"""Celery tasks of mail: each reads the clock and the settings and calls one service."""
