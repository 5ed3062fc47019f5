"""Answers to questions: each function takes the inquiry, and returns frozen values."""
