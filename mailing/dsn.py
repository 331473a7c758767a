"""Reading what mail servers send back: delivery status notifications (RFC 3464).

Plain values in, plain values out. Which mail came back is told by its own Message-ID, which holds
135 random bits: whoever has not seen the mail cannot speak of it. An answer written by a person, or
a notice of success, is none of ours.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
LONGEST = 1_000_000
MOST_PARTS = 50  # a notification has three; a bomb has thousands


@dataclass(frozen=True)
class Returned:
    """One mail that came back: its Message-ID, the status ("5.1.1"), and what the other server said."""

    message_id: str
    status: str
    detail: str


def read(raw: bytes) -> Returned | None:
    """Return what a notification says; None for whatever is no notification of failure or delay."""
    try:
        mail = message_from_bytes(raw[:LONGEST], policy=policy.default)
        parts = [part for part, _ in zip(mail.walk(), range(MOST_PARTS), strict=False)]
        return _read(parts)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return None  # the parser chokes on some of what strangers write


def _read(parts: list[EmailMessage] | list[Message]) -> Returned | None:
    report = next((p for p in parts if p.get_content_type() == "message/delivery-status"), None)
    if report is None:
        return None
    blocks = report.get_payload()
    fields = [block for block in blocks if isinstance(block, Message)] if blocks else []
    failed = next(
        (block for block in fields if _word(block, "Action") in ("failed", "delayed")), None
    )
    if failed is None:
        return None
    detail = _line(str(failed.get("Diagnostic-Code", "")))
    found = ENHANCED.search(str(failed.get("Status", ""))) or ENHANCED.search(detail)
    first = "5" if _word(failed, "Action") == "failed" else "4"
    status = ".".join(found.groups()) if found and found[1] == first else f"{first}.0.0"
    message_id = _returned_id(parts)
    return Returned(message_id, status, detail) if message_id else None


def _returned_id(parts: list[EmailMessage] | list[Message]) -> str:
    """The Message-ID of the mail that came back: whole, or its headers alone, are put at the end."""
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                return _line(str(inner[0].get("Message-ID", "")))
        if kind == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes):
                return _line(str(message_from_bytes(raw).get("Message-ID", "")))
    return ""


def _word(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip().lower()


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]
