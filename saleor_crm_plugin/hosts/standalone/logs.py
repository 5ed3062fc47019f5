"""Keeps the secrets of shoppers' links out of the log."""

import logging


class RouteInsteadOfPath(logging.Filter):
    """Names the route of a failed request, `u/<str:token>`, where Django would write the path with the token."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record of a request; every record passes."""
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            route = match.route if match is not None else "an unknown address"
            status = getattr(record, "status_code", 500)
            record.msg, record.args = "status %s at %s", (status, route)
        return True
