"""Celery tasks of segments: each reads the clock and the settings and calls one service."""
