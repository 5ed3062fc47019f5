"""How names of arguments and fields are spelled in the contract."""


def camel(name: str) -> str:
    """Return a snake_case name as GraphQL spells it: `birth_year` is `birthYear`."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
