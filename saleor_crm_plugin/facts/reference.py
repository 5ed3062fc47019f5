"""How one object of one host is named, without knowing the host."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of host objects that facts are about."""

    CUSTOMER = "customer"
    ORDER = "order"
    CHECKOUT = "checkout"


@dataclass(frozen=True, slots=True)
class Reference:
    """One object in one host: `host` names the installation (`saleor`, `pos-kaohsiung`), `id` is the host's own."""

    host: str
    kind: Kind
    id: str

    def __post_init__(self) -> None:
        if not self.host or not self.id:
            raise ValueError("a reference needs a host and an id")

    def __str__(self) -> str:
        return f"{self.host}:{self.kind}:{self.id}"
