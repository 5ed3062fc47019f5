"""Who an extension is, and the version of the API that it was written for."""

from dataclasses import dataclass

API_VERSION = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """
    What an extension says about itself.

    `slug` is the name of its entry point, and stands in stored rows: lower-case letters, digits and
    underscores, at most 31. `version` is the extension's own. `api_version` is the `major.minor` of
    `API_VERSION` that it was written for, as a literal, never the imported constant: another major
    version, or a newer minor one than the CRM has, is refused and the shop runs on without it.
    """

    slug: str
    name: str
    version: str
    api_version: str
