"""Translates one row of a customer file into a customer fact."""

import hashlib
from datetime import datetime

from saleor_crm_plugin.facts import Address, ConsentStatement, CustomerSnapshot, Kind, Reference
from saleor_crm_plugin.hosts.files.mapping import Mapping
from saleor_crm_plugin.hosts.files.values import Cells, ValueUnreadable

_ADDRESS_FIELDS = (
    "first_name", "last_name", "company", "street_1", "street_2", "city", "region", "postal_code",
)  # fmt: skip
_ID_LENGTH = 32


class CustomerRows:
    """Makes a fact per row; everything in it comes from the row and the mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._rules = mapping.customers
        self._cells = Cells(mapping)

    def read(self, row: dict[str, str]) -> CustomerSnapshot:
        """
        Return the fact that `row` states.

        Its version is `updated_at`, else `registered_at`, else the mapping's `version_at`. Without a customer
        column the id is a digest of the e-mail address, so that no address becomes part of a reference.

        :raises ValueUnreadable: a cell cannot be read, or a needed one is empty.
        """
        cells = self._cells
        cells.turn_to(row)
        email = cells.email("email")
        registered_at = cells.instant("registered_at")
        version_at = cells.instant("updated_at") or registered_at or self._rules.version_at
        if version_at is None:
            raise ValueUnreadable("", "missing", "has no date of update or registration")
        return CustomerSnapshot(
            reference=Reference(self._mapping.host, Kind.CUSTOMER, self._id(email)),
            version_at=version_at,
            is_registered=self._rules.is_registered,
            registered_at=registered_at,
            email=email,
            email_is_verified=self._rules.email_is_verified and bool(email),
            first_name=cells.text("first_name"),
            last_name=cells.text("last_name"),
            phone=cells.phone("phone"),
            external_id=cells.text("customer_external_id"),
            language_code=cells.text("language_code"),
            time_zone=cells.text("time_zone"),
            gender=cells.text("gender"),
            birthday=cells.birthday("birthday"),
            default_billing_address=self._address(),
            tags=self._tags(),
            consents=self._consents(version_at),
        )

    def _id(self, email: str) -> str:
        if "customer" in self._mapping.columns:
            return self._cells.required("customer")
        if not email:
            self._cells.required("email")
        return hashlib.sha256(email.casefold().encode()).hexdigest()[:_ID_LENGTH]

    def _address(self) -> Address | None:
        parts = {name: self._cells.text(name) for name in _ADDRESS_FIELDS}
        parts["country_code"] = self._cells.country("country_code")
        names = {"first_name", "last_name"}
        return Address(**parts) if any(parts[name] for name in set(parts) - names) else None

    def _tags(self) -> tuple[str, ...]:
        parts = self._cells.text("tags").split(self._rules.tag_separator)
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def _consents(self, version_at: datetime) -> tuple[ConsentStatement, ...]:
        is_granted = self._cells.flag("consent")
        if is_granted is None:
            return ()
        statement = ConsentStatement(
            channel=self._rules.consent_channel,
            is_granted=is_granted,
            stated_at=self._cells.instant("consent_at") or version_at,
            source="import",
        )
        return (statement,)
