"""The wire between the carrier and Saleor's GraphQL: real requests to the real view, which can be watched, met and cut."""

import json
import os
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError

import saleor
from django.test import Client, TestCase

FOLDER = Path(__file__).parents[1] / "payloads" / "saleor_api"


def operation_of(text):
    """Return the name of a document's operation."""
    return text.split(maxsplit=2)[1].partition("(")[0]


class Wire:
    """
    Carries each request to Saleor and its answer back.

    `before` maps an operation to what happens just before it arrives. The answers to the operations in `cut` are lost,
    once each.
    """

    def __init__(self):
        self.client, self.before, self.cut, self.exchanges = Client(), {}, set(), []

    def __call__(self, request):
        asked = json.loads(request.data)
        operation = operation_of(asked["query"])
        if happening := self.before.pop(operation, None):
            happening()
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(
                "/graphql/",
                request.data,
                content_type=request.get_header("Content-type"),
                headers={"Authorization": request.get_header("Authorization")},
            )
        self.exchanges.append([asked, answer.status_code, _told(answer.json())])
        if operation in self.cut:
            self.cut.discard(operation)
            raise TimeoutError
        if answer.status_code != 200:
            raise HTTPError(request.full_url, answer.status_code, "", {}, BytesIO())
        return answer.content

    @property
    def operations(self):
        return [operation_of(asked["query"]) for asked, _, _ in self.exchanges]

    def keep(self, name, **given):
        """Keep what was said so far under a name, when asked to: CRM_RECORD_PAYLOADS=1 make test-saleor."""
        exchanges, self.exchanges = self.exchanges, []
        if not os.environ.get("CRM_RECORD_PAYLOADS"):
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        minor = ".".join(saleor.__version__.split(".")[:2])
        document = {
            "saleor": saleor.__version__,
            "recorded_on": datetime.now(tz=UTC).date().isoformat(),
            "given": given,
            "exchanges": exchanges,
        }
        (FOLDER / f"{minor}-{name}.json").write_text(json.dumps(document, indent=1) + "\n")


def _told(answer):
    """Leave out what changes with every call and no client reads: cost and stack traces."""
    errors = [
        {
            "message": error["message"],
            "extensions": {"exception": {"code": error["extensions"]["exception"]["code"]}},
        }
        for error in answer.get("errors", ())
    ]
    return {"data": answer.get("data")} | ({"errors": errors} if errors else {})
