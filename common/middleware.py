"""What every request passes through before and after its view."""

import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from common import logs

View = Callable[[HttpRequest], HttpResponse]
UNPRINTED = re.compile("[\x00-\x1f\x7f]")
NUL = re.compile("%00|\x00")


def request_id(get_response: View) -> View:
    """Give each request an id, said in the answer and on every log line."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = logs.request_id.set(secrets.token_hex(8))
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = logs.request_id.get()
            return response
        finally:
            logs.request_id.reset(token)

    return middleware


def body_limit(get_response: View) -> View:
    """Refuse a body over the limit before anything reads it (413).

    Pages that take a photo or an export of leads read further than they keep: see ``common.uploads``.
    """
    photo_door, leads_door = re.compile(settings.PHOTO_DOORS), re.compile(settings.LEADS_DOORS)

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.headers.get("content-length") or 0)
        except ValueError:
            length = 0
        limit = settings.BODY_LIMIT_BYTES
        if photo_door.fullmatch(request.path_info):
            limit = settings.PHOTO_BODY_LIMIT_BYTES
        elif leads_door.fullmatch(request.path_info):
            limit = settings.LEADS_BODY_LIMIT_BYTES
        if length > limit:
            with translation.override(_language(request)):
                return render(request, "413.html", status=413)
        return get_response(request)

    return middleware


def plain_address(get_response: View) -> View:
    """Keep control characters of an address away from views: PostgreSQL chokes on a NUL.

    A path with one is answered like any unknown address (hooks look themselves, they answer
    programs); in a query, NULs are dropped.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if UNPRINTED.search(request.path_info) and not request.path_info.startswith("/hooks/"):
            return render(request, "404.html", status=404)
        query = request.META.get("QUERY_STRING", "")
        if NUL.search(query):
            while NUL.search(query):  # "%0%000" holds another one
                query = NUL.sub("", query)
            request.META["QUERY_STRING"] = query
            request.GET = QueryDict(query)
        return get_response(request)

    return middleware


def language(get_response: View) -> View:
    """Choose the page's language: ``?lang=``, then the cookie, then the browser, then French."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = _language(request)
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen  # type: ignore[attr-defined]
        response = get_response(request)
        if "Content-Language" in response.headers:
            return response  # its address alone says its language: a picture, alike for everyone
        response.headers["Content-Language"] = chosen
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        # A choice is remembered by the page it was made on; a redirect (to the shop) sets nothing.
        if request.GET.get("lang") == chosen and response.status_code == 200:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=60 * 60 * 24 * 365,
                samesite="Lax",
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            )
        return response

    return middleware


def _language(request: HttpRequest) -> str:
    known = dict(settings.LANGUAGES)
    asked = request.GET.get("lang", "")
    if asked in known:
        return asked
    return translation.get_language_from_request(request)
