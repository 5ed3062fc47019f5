"""Loyal weather: rewards what a shop sells for rainy days."""
