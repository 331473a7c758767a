"""Rules about files that no other tool knows: run by ``make check``.

Pages carry no inline style, script or handler (the content security policy refuses them); nothing
committed names a package index or somebody's home folder; locks hold hashes and no address.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAXIMUM_LINES = 600  # about 400 is the rule; this is where a file must be cut
# The stranger's verifier is one file on purpose.
LONG_ON_PURPOSE = ("events/raffle/verify.py",)

# A mail has no content security policy, and mail programs read style attributes only.
MAIL_TEMPLATES = ("templates/mail/", "templates/components/mail_")
MARKUP = (".html", ".svg")
INLINE = [
    (re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE), "a style attribute"),
    (re.compile(r"<style\b", re.IGNORECASE), "a style element"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "an inline handler"),
    (re.compile(r"javascript:", re.IGNORECASE), "a javascript: address"),
    (
        re.compile(
            r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*\btype=\"application/json\")", re.IGNORECASE
        ),
        "an inline script",
    ),
    (re.compile(r"\bhx-on\b|hx-vals=[\"']js:"), "an htmx expression that needs eval"),
]
# Put together here so that this file does not find itself.
SETTING = "|".join(["index" + "-url", "find" + "-links", "trusted" + "-host", "registry" + "="])
EVERYWHERE = [
    (re.compile(r"/(?:root|Users/\w+)/|/home/(?!convive\b)\w+/"), "somebody's home folder"),
    (re.compile(rf"--?(?:extra-)?(?:{SETTING})\s*[=\s]\s*\S*://"), "a package index"),
    (re.compile(r"https?://[^\s\"'/]*(?:pypi|pythonhosted|npmjs)\."), "a package registry's host"),
]
TEXT = (".py", ".md", ".txt", ".toml", ".yml", ".yaml", ".html", ".css", ".js", ".json", ".sh", "")
GENERATED = ("static/vendor/", "requirements/", "locale/")
NEVER_COMMITTED = ("uv.lock", ".python-version", ".env")


def committed() -> list[str]:
    """Paths that git holds or would add; everything that is not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted({name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()})


def without_template_comments(text: str) -> str:
    """Blank comments, keeping the line count."""

    def blank(match: re.Match[str]) -> str:
        return "\n" * match.group().count("\n")

    text = re.sub(r"{%\s*comment.*?%}.*?{%\s*endcomment\s*%}", blank, text, flags=re.DOTALL)
    return re.sub(r"{#.*?#}|<!--.*?-->", blank, text, flags=re.DOTALL)


def problems_in(name: str, text: str) -> Iterator[tuple[int, str]]:
    """(line, what is wrong) for one file."""
    yield from _inline(name, text)
    if not name.startswith(GENERATED):
        for number, line in enumerate(text.splitlines(), start=1):
            for pattern, what in EVERYWHERE:
                if pattern.search(line):
                    yield number, f"names {what}"
    if name.startswith("requirements/"):
        yield from _lock(text)
    ours = name.endswith(".py") and "/migrations/" not in name and name not in LONG_ON_PURPOSE
    if ours and text.count("\n") > MAXIMUM_LINES:
        yield 1, f"is longer than {MAXIMUM_LINES} lines"


def _inline(name: str, text: str) -> Iterator[tuple[int, str]]:
    if name.endswith(MARKUP) and "templates/" in name and not name.startswith(MAIL_TEMPLATES):
        text = without_template_comments(text)
        # Attributes may stand on lines of their own, so the whole file is searched.
        for pattern, what in INLINE:
            for match in pattern.finditer(text):
                yield text.count("\n", 0, match.end()) + 1, f"holds {what}"


def _lock(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if "://" in line or line.lstrip().startswith(("--index", "--extra", "--find")):
            yield number, "a lock names no address"
    if text and "--hash=sha256:" not in text:
        yield 1, "a lock holds hashes"


def main() -> int:
    found = 0
    for name in committed():
        path = Path(name)
        if path.name in NEVER_COMMITTED:
            found += 1
            print(f"{name}: is never committed")
        if path.suffix not in TEXT + MARKUP:
            continue
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for line, what in problems_in(name, text):
            found += 1
            print(f"{name}:{line}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
