"""A rehearsal seen again, day by day; nothing of the file is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.capabilities import Capability
from desk import replay
from desk.access import staff
from desk.context import desk_context
from desk.forms.replay import ReplayForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Capability.SEE_DESK)
def rehearsal(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Choose a file; then its days, which a script plays and which are a list without one."""
    language = get_language() or "fr"
    posted = request.method == "POST"
    form = ReplayForm(request.POST, request.FILES) if posted else ReplayForm()
    shown = None
    if posted and form.is_valid():
        try:
            shown = replay.read(form.cleaned_data["file"], language)
        except replay.NotARehearsal as error:
            form.add_error("file", str(error))
    frames = [
        {
            "day": frame.day,
            "lines": frame.lines,
            "tables": [
                (table, replay.said(table), f"evening-{day}-{place}")
                for place, table in enumerate(frame.tables)
            ],
            "others": frame.others,
        }
        for day, frame in enumerate(shown.frames if shown else [])
    ]
    return render(
        request,
        "desk/rehearsal.html",
        desk_context(request, "campaigns", form=form, replay=shown, frames=frames),
    )
