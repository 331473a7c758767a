"""Slowing down whoever tries codes, or writes without an account, one after another."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[[HttpRequest], HttpResponse]
WINDOW_S = 60


def limit(get_response: View) -> View:
    """Answer 429 to an address that met ``WRONG_CODES_A_MINUTE`` codes that do not exist.

    Counted are 404s under ``GUESSABLE_PATHS``, for a minute from the first one, by client address.
    While it lasts, right codes under these paths answer 429 as well, or the answer would tell them
    apart. What it does not do: it does not stop somebody with thousands of addresses (the length of
    the codes does), and people behind one shared address wait together. Without Redis each web
    process counts for itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(tuple(settings.GUESSABLE_PATHS)):
            return get_response(request)
        key = f"wrong-codes:{client(request)}"
        if cache.get(key, 0) >= settings.WRONG_CODES_A_MINUTE:
            return too_many(request)
        response = get_response(request)
        if response.status_code == 404:
            _count(key)
        return response

    return middleware


def client(request: HttpRequest) -> str:
    """Return whom a request comes from: an IPv4 address, or the /64 network of an IPv6 one.

    Behind ``TRUSTED_PROXIES`` it is the address the outermost of them saw; what a client wrote
    into X-Forwarded-For itself stands further left and is not read.
    """
    said = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    forwarded = request.headers.get("x-forwarded-for", "").split(",")
    if proxies and len(forwarded) >= proxies:
        said = forwarded[-proxies]
    try:
        address = ip_address(said.strip())
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ip_network((address, 64), strict=False).network_address)


def once_more(request: HttpRequest, *, what: str, most: int, window_s: int) -> bool:
    """Say whether the client may do ``what`` again, and count it: ``most`` times in ``window_s``."""
    key = f"{what}:{client(request)}"
    if cache.get(key, 0) >= most:
        return False
    _count(key, window_s)
    return True


def network(request: HttpRequest) -> str:
    """Return the neighbourhood a request comes from: the /24 of an IPv4 address, the /48 of IPv6.

    "" for an address that is nobody's in public, such as that of a proxy which was not declared: all
    would come from there.
    """
    try:
        address = ip_address(client(request))
    except ValueError:
        return ""
    if not address.is_global:
        return ""
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))


def seen(key: str) -> int:
    """Return how often ``count`` was called for ``key`` in its window."""
    found: int = cache.get(key, 0)
    return found


def count(key: str, window_s: int) -> None:
    """Count one more of ``key``, for so long from the first one. Without Redis by each process."""
    _count(key, window_s)


def too_many(request: HttpRequest) -> HttpResponse:
    """Return the page that asks to wait a minute."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(WINDOW_S)
    response.headers["Cache-Control"] = "no-store"
    return response


def _count(key: str, window_s: int = WINDOW_S) -> None:
    cache.add(key, 0, timeout=window_s)
    try:
        cache.incr(key)
    except ValueError:  # the window ended between the two
        cache.add(key, 1, timeout=window_s)
