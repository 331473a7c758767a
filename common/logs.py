"""JSON log lines with the request's id; ids only, never names, addresses or codes."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
# Addresses and codes that slip into a message (an exception's text, a path) are masked, and so is
# PostgreSQL's DETAIL, which repeats the whole row that broke a constraint.
MASKED = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|\b[0-9A-HJKMNP-TV-Z]{27}\b"
    r"|(?<=DETAIL:)[^\n]+"
    r"|(?<=/[ahigr]/)[^/\s'\"?]+|(?<=/go/)[^/\s'\"?]+|(?<=/(?:stop|mail)/)[^/\s'\"?]+"
    r"|(?<=/hooks/)[^/\s'\"?]+",
    re.IGNORECASE,
)


class RequestId(logging.Filter):
    """Put the current request's id on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": MASKED.sub("…", record.getMessage()),
            "request_id": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            line["error"] = MASKED.sub("…", self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
