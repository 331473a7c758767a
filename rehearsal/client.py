"""A browser without a screen: fetches pages, reads their forms and links, fills in and sends.

It knows of a page only what the HTML says. What a person could not do (write into a field that is
not there, press a button that is not shown) fails with a sentence that lists what there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

TIMEOUT_S = 60  # a machine under load is slow, and not broken
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT = {"script", "style", "template"}
NOT_SENT = {"submit", "button", "image", "reset"}


@dataclass
class Element:
    """One element of a page; ``parts`` holds its texts and children in order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    parts: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        yield self
        for part in self.parts:
            if isinstance(part, Element):
                yield from part.walk()

    def all(self, *tags: str, **attrs: str) -> list[Element]:
        """Elements below with one of these tags and exactly these attributes."""
        return [
            found
            for found in self.walk()
            if found.tag in tags and all(found.attrs.get(k) == v for k, v in attrs.items())
        ]

    @property
    def text(self) -> str:
        """Its words, as one line."""
        return " ".join(self._words().split())

    @property
    def raw(self) -> str:
        """Its words as they are written, line breaks kept (for what stands in a <pre>)."""
        return "".join(part if isinstance(part, str) else part.raw for part in self.parts)

    def _words(self) -> str:
        if self.tag in SILENT:
            return ""
        said = [part if isinstance(part, str) else part._words() for part in self.parts]  # noqa: SLF001 - its own kind
        return (" " if self.tag not in {"b", "em", "i", "strong", "span"} else "") + "".join(said)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Element(tag, {name: value or "" for name, value in attrs})
        if tag == "option" and self._open[-1].tag == "option":
            self._open.pop()
        self._open[-1].parts.append(found)
        if tag not in VOID:
            self._open.append(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].parts.append(data)


def read(html: str) -> Element:
    """Return the tree of a page."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


class Form:
    """One form as it stands on a page: what is filled in already, what may be filled in."""

    def __init__(self, page: Page, element: Element) -> None:
        self.page, self.element = page, element
        self.action = urljoin(page.url, element.attrs.get("action") or page.url)
        self.method = element.attrs.get("method", "get").lower()
        self.values: dict[str, list[str]] = {}
        self.choices: dict[str, list[str]] = {}
        self.ticks: dict[str, list[str]] = {}
        self.buttons: list[Element] = []
        self.labels = {
            label.attrs["for"]: label.text
            for label in page.tree.all("label")
            if "for" in label.attrs
        }
        for one in self._own():
            self._take(one)

    def _own(self) -> list[Element]:
        """Its fields, those included that stand elsewhere and name it."""
        tags = ("input", "select", "textarea", "button")
        name = self.element.attrs.get("id")
        inside = [e for e in self.element.all(*tags) if e.attrs.get("form", name) == name]
        outside = [e for e in self.page.tree.all(*tags) if name and e.attrs.get("form") == name]
        return inside + [e for e in outside if not any(e is known for known in inside)]

    def _take(self, one: Element) -> None:
        name, kind = one.attrs.get("name", ""), one.attrs.get("type", "text").lower()
        if one.tag == "button" or kind in NOT_SENT:
            if "disabled" not in one.attrs and kind not in {"reset", "button"}:
                self.buttons.append(one)
            return
        if not name or "disabled" in one.attrs:
            return
        if one.tag == "select":
            options = one.all("option")
            self.choices[name] = [o.attrs.get("value", o.text) for o in options]
            chosen = [o for o in options if "selected" in o.attrs]
            if not chosen and "multiple" not in one.attrs:
                chosen = options[:1]
            self.values[name] = [o.attrs.get("value", o.text) for o in chosen]
        elif kind in {"checkbox", "radio"}:
            value = one.attrs.get("value", "on")
            self.ticks.setdefault(name, []).append(value)
            held = self.values.setdefault(name, [])
            if "checked" in one.attrs:
                held.append(value)
        elif one.tag == "textarea":
            self.values[name] = [
                "".join(p for p in one.parts if isinstance(p, str)).removeprefix("\n")
            ]
        else:
            self.values[name] = [one.attrs.get("value", "")]

    def fill(self, **values: Any) -> Form:
        """Write into fields by name. Ticks take True, False or the values to tick."""
        for name, value in values.items():
            if name not in self.values:
                raise AssertionError(
                    f"{self.page.url} has no field {name!r} in the form to {self.action};"
                    f" there are {sorted(self.values)}"
                )
            self.values[name] = self._written(name, value)
        return self

    def _written(self, name: str, value: Any) -> list[str]:
        if name in self.ticks and isinstance(value, bool):
            return self.ticks[name][:1] if value else []
        written = [str(v) for v in value] if isinstance(value, list | tuple | set) else [str(value)]
        allowed = self.ticks.get(name) or self.choices.get(name)
        if allowed is not None and not set(written) <= set(allowed):
            raise AssertionError(f"{self.page.url}: {name!r} offers {allowed}, not {written}")
        return written

    def submit(self, button: str | None = None, *, browser: Browser | None = None) -> Page:
        """Send it by the button with this name, value or word; by the first when none is said.

        ``browser`` sends it in place of the one that fetched the page.
        """
        data = [(name, value) for name, held in self.values.items() for value in held]
        pressed = self._button(button)
        target, method = self.action, self.method
        if pressed is not None:
            if pressed.attrs.get("name"):
                data.append((pressed.attrs["name"], pressed.attrs.get("value", "")))
            target = urljoin(self.page.url, pressed.attrs.get("formaction") or target)
            method = pressed.attrs.get("formmethod", method).lower()
        browser = browser or self.page.browser
        if method == "get":
            return browser.get(target, params=data)
        # A part that is no file sends a form as a browser does when it says multipart.
        if self.element.attrs.get("enctype") == "multipart/form-data":
            return browser.send(target, files=[(name, (None, value)) for name, value in data])
        return browser.send(target, data=data)

    def _button(self, wanted: str | None) -> Element | None:
        if wanted is None:
            return self.buttons[0] if self.buttons else None
        for one in self.buttons:
            if wanted in (one.attrs.get("name"), one.attrs.get("value"), one.text):
                return one
        raise AssertionError(
            f"{self.page.url} has no button {wanted!r}; there are"
            f" {[(b.attrs.get('name'), b.attrs.get('value'), b.text) for b in self.buttons]}"
        )


class Page:
    """An answer of the house."""

    def __init__(self, browser: Browser, response: requests.Response) -> None:
        self.browser, self.response = browser, response
        self.url, self.status = response.url, response.status_code
        self.html = response.text if "html" in response.headers.get("Content-Type", "") else ""

    @cached_property
    def tree(self) -> Element:
        """Its elements; a page that nobody looks into is not taken apart."""
        return read(self.html)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def text(self) -> str:
        """The words of the page, as one line."""
        bodies = self.tree.all("body")
        return (bodies[0] if bodies else self.tree).text

    @property
    def h1(self) -> str:
        return self.tree.all("h1")[0].text

    @property
    def forms(self) -> list[Form]:
        return [Form(self, element) for element in self.tree.all("form")]

    def form(self, action: str = "", *, field: str = "", button: str = "") -> Form:
        """The first form whose action ends so, that has this field, and this button."""
        for form in self.forms:
            names = [
                v for b in form.buttons for v in (b.attrs.get("name"), b.attrs.get("value"), b.text)
            ]
            if (
                urlsplit(form.action).path.endswith(action)
                and (not field or field in form.values)
                and (not button or button in names)
            ):
                return form
        raise AssertionError(
            f"{self.url} has no form to {action!r} with field {field!r}, button {button!r}; there are "
            + "; ".join(f"{urlsplit(f.action).path} {sorted(f.values)}" for f in self.forms)
            + f"\n{self.text[:600]}"
        )

    def links(self, pattern: str = "") -> list[str]:
        """Addresses of the links whose address matches ``pattern``, absolute, each once."""
        found = [
            urljoin(self.url, a.attrs["href"]) for a in self.tree.all("a") if a.attrs.get("href")
        ]
        return list(dict.fromkeys(href for href in found if re.search(pattern, href)))

    def link(self, pattern: str) -> str:
        """The first such address."""
        found = self.links(pattern)
        if not found:
            raise AssertionError(
                f"{self.url} has no link like {pattern!r}; there are {self.links()}"
            )
        return found[0]

    def follow(self, pattern: str) -> Page:
        return self.browser.get(self.link(pattern))


PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
    " AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


PUBLIC_URL = "http://rehearsal.invalid"
"""What a seeded house calls itself, on whatever port it listens: its rules name its address, and what a
draw seals names the rules."""


class Line:
    """Kept connections that many browsers share, and which kinds of page were looked at closely."""

    def __init__(self, connections: int) -> None:
        self.adapter = HTTPAdapter(pool_connections=2, pool_maxsize=connections)
        self._seen: dict[str, int] = {}

    def known(self, page: Page) -> bool:
        """Whether two pages of this kind were read in full already; the rest is taken on trust."""
        kind = re.sub(r"[0-9A-Z]{10,}|-[0-9A-Z]{4}-[0-9A-Z]{4}|[0-9]+", "*", page.path)
        self._seen[kind] = self._seen.get(kind, 0) + 1
        return self._seen[kind] > 2


class Browser:
    """One person's browser: its cookies, its language. Keeps the rules of every page in view.

    ``line`` shares connections with other browsers; ``address`` is what a proxy of the house would
    say of where this person comes from.
    """

    def __init__(
        self, base_url: str, language: str = "fr", *, line: Line | None = None, address: str = "",
        agent: str = PHONE,
    ) -> None:  # fmt: skip
        self.base_url, self.line = base_url, line
        self.session = requests.Session()
        self.session.trust_env = False
        if line is not None:
            self.session.adapters = {"http://": line.adapter, "https://": line.adapter}
        self.session.headers.update({"Accept-Language": language, "User-Agent": agent})
        if address:
            self.session.headers["X-Forwarded-For"] = address

    def twin(self) -> Browser:
        """The same person's second hand: the same cookies, another connection."""
        other = Browser(self.base_url, line=self.line)
        other.session.headers.update(self.session.headers)
        other.session.cookies.update(self.session.cookies)
        return other

    def get(self, path: str, *, status: int = 200, **options: Any) -> Page:
        """Fetch a page, redirects followed."""
        return self._page("GET", path, status=status, **options)

    def send(self, path: str, *, status: int = 200, **options: Any) -> Page:
        """Post, as a page of this house would, and follow to where it leads."""
        headers = {"Referer": self.base_url + "/", "Origin": self.base_url}
        return self._page("POST", path, status=status, headers=headers, **options)

    def leaving(self, path: str) -> requests.Response:
        """Fetch what leads out of the house, without going there."""
        return self.session.get(self._at_the_door(path), timeout=TIMEOUT_S, allow_redirects=False)

    def _at_the_door(self, path: str) -> str:
        """Where to knock for a path, or for an address as the house tells it."""
        return urljoin(self.base_url, path.removeprefix(PUBLIC_URL))

    def _page(self, method: str, path: str, *, status: int, **options: Any) -> Page:
        url = self._at_the_door(path)
        response = self.session.request(method, url, timeout=TIMEOUT_S, **options)
        page = Page(self, response)
        assert response.url.startswith(self.base_url), f"{url} led out of the house: {response.url}"
        assert response.status_code == status, (
            f"{method} {url} -> {response.url} answered {response.status_code}, not {status}:"
            f" {page.text[:600] or response.text[:600]}"
        )
        if page.html and "/html" not in page.path and not (self.line and self.line.known(page)):
            _keeps_the_rules(page)
        return page


def _keeps_the_rules(page: Page) -> None:
    """What holds for every page: one heading, its language, nothing inline, a policy that says so."""
    assert len(page.tree.all("h1")) == 1, f"{page.url} has {len(page.tree.all('h1'))} h1"
    assert page.tree.all("html")[0].attrs.get("lang") in {"fr", "en"}, page.url
    policy = page.response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, f"{page.url}: {policy}"
    assert "unsafe" not in policy, f"{page.url}: {policy}"
    for one in page.tree.walk():
        inline = [name for name in one.attrs if name == "style" or name.startswith("on")]
        assert not inline, f"{page.url}: <{one.tag}> has {inline}"
        assert one.tag != "style", f"{page.url} has a <style>"
        assert one.tag != "script" or one.attrs.get("src"), f"{page.url} has an inline script"
