"""Writes of the inbox: accept, drain, replay, reconcile."""
