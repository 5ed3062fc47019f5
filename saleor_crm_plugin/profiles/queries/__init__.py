"""Reads of profiles; they return frozen dataclasses and write nothing."""
