"""The stop link of a mail: a page with one button for people, one POST for mail programs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from common import clock
from flows import leads
from mailing import queries


@csrf_exempt  # RFC 8058: the mail program posts without a page; the code is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """A GET changes nothing: scanners open every link of a mail."""
    message = queries.by_code(code)
    if message is None or not message.may_stop:
        raise Http404
    pressed = request.method == "POST"
    stopped = pressed and leads.stop(message=message, at=clock.now())
    return render(
        request,
        "web/stop.html",
        {
            "message": message,
            "brand": message.brand,
            "stopped": stopped,
            "forgotten": pressed and not stopped,
        },
    )
