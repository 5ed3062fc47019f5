"""A Saleor over real HTTP that says what a real one said, request by request, and can fail like a network."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "payloads" / "saleor_api"
TOKEN = "a-token-of-thirty-letters-0001"


class RecordedSaleor:
    """
    Answers with `exchanges` in their order; `asked` is what came.

    `mishap` is what happens instead: "cut" hangs up after the request has come, "silence" never answers, a number is the
    status of an answer, and a text its body.
    """

    def __init__(self, name: str | None = None, *, mishap: str | int | None = None) -> None:
        document = json.loads((FOLDER / f"{name}.json").read_text()) if name else {}
        self.given = document.get("given", {})
        self.exchanges = document.get("exchanges", [])
        self.mishap, self.asked, self.tokens = mishap, [], []
        self.location, self.may_end = "", threading.Event()
        saleor = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                saleor.asked.append(json.loads(body))
                saleor.tokens.append(self.headers["Authorization"])
                if saleor.mishap == "silence":
                    saleor.may_end.wait(5)
                if saleor.mishap not in ("cut", "silence"):
                    self._say(*saleor.answer())

            def _say(self, status: int, text: str) -> None:
                self.send_response(status)
                if saleor.location:
                    self.send_header("Location", saleor.location)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self) -> tuple[int, str]:
        if isinstance(self.mishap, int):
            return self.mishap, "{}"
        if self.mishap is not None:
            return 200, self.mishap
        _, status, told = self.exchanges[len(self.asked) - 1]
        return status, json.dumps(told)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/graphql/"

    @property
    def settings(self) -> dict[str, str]:
        return {
            "reward_carrier": "saleor_crm_plugin.hosts.saleor_app.rewards.SaleorApiCarrier",
            "saleor_api_url": self.url,
            "saleor_app_token": TOKEN,
        }

    def close(self) -> None:
        self.may_end.set()
        self.server.shutdown()
        self.server.server_close()
