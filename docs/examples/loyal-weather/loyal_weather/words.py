"""The template filter."""


def umbrella(value: object) -> str:
    """Return `value` with an umbrella before it, nothing for what is missing."""
    return "" if value is None else f"☂ {value}"
