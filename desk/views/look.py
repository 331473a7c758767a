"""The brand's own look: fifteen colours chosen before one's eyes, refused when words fade."""

import json
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.capabilities import Capability
from accounts.domain import looks
from accounts.models import User
from common import clock
from common.look import themes
from common.look.colour import NotAColour, read
from common.look.contrast import Weak, mend
from common.look.tokens import LIGHT, SCHEMES, SETTABLE
from desk.access import StaffRequest, staff
from desk.context import desk_context
from desk.forms.look import WORDS, LookForm, name_of, word_of

TAKE = "take:"


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Capability.EDIT_BRAND)
def look(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Show the colours and the preview; a POST previews, works out, mends, saves or goes back."""
    staffed = cast("StaffRequest", request)
    brand, by = staffed.brand, cast("User", staffed.user)
    worn = themes.current(brand.theme, brand.look)
    if request.method != "POST":
        return _page(staffed, LookForm(theme=worn), worn)
    do = request.POST.get("do", "preview")
    if do in ("reset", "undo"):
        go_back = looks.reset_theme if do == "reset" else looks.undo_theme
        if go_back(brand=brand, by=by, at=clock.now()):
            messages.success(
                request,
                _("The house look is back. Your colours are kept: one undo brings them back.")
                if do == "reset"
                else _("The look before this one is back."),
            )
        else:
            messages.info(request, _("Nothing to go back to: nothing was changed."))
        return redirect("desk:look", brand_slug=brand_slug)
    form = LookForm(request.POST, theme=worn)
    if not form.is_valid():
        return _page(staffed, form, worn)
    draft = _worked(do, form.theme())
    if do != "save":
        return _page(staffed, LookForm(theme=draft), draft, is_draft=draft != worn)
    try:
        changed = looks.set_theme(brand=brand, theme=draft, by=by, at=clock.now())
    except looks.Unreadable:
        form.add_error(
            None,
            _("Not saved: some words could not be read. Take the colours proposed, or others."),
        )
        return _page(staffed, form, draft, is_draft=True)
    if changed:
        messages.success(request, _("Saved. Your pages and mails wear these colours from now on."))
    else:
        messages.info(request, _("These are the colours you wear already."))
    return redirect("desk:look", brand_slug=brand_slug)


@require_POST
@staff(Capability.EDIT_BRAND)
def guard(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """What reads and what does not in the colours just chosen: a part of the page, for htmx."""
    staffed = cast("StaffRequest", request)
    worn = themes.current(staffed.brand.theme, staffed.brand.look)
    form = LookForm(request.POST, theme=worn)
    draft = form.theme() if form.is_valid() else worn
    return render(request, "desk/look/_guard.html", _guarded(draft))


@require_safe
@staff(Capability.EDIT_BRAND)
def draft(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """The style sheet of the two preview panels, from the colours in the address."""
    try:
        sheet = themes.preview_sheet(themes.unpacked(request.GET.get("colours", "")))
    except themes.NotATheme as error:
        raise Http404 from error
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


def _worked(do: str, draft: themes.Theme) -> themes.Theme:
    """Return the draft as the pressed button wants it."""
    light, dark = dict(draft[LIGHT]), dict(draft["dark"])
    if do == "derive":
        light = themes.derive({name: light[name] for name in themes.MAIN})
    elif do == "mend":
        light, dark = (
            {name: mended[name] for name in SETTABLE}
            for mended in (mend(themes.tokens(draft, scheme)) for scheme in SCHEMES)
        )
    elif do.startswith(TAKE):
        scheme, _colon, change = do.removeprefix(TAKE).partition(":")
        name, _equals, colour = change.partition("=")
        try:
            taken = read(colour)
        except NotAColour:
            return draft
        if name in SETTABLE and scheme in SCHEMES:
            (light if scheme == LIGHT else dark)[name] = taken
    # Colours of the evening that were mended by hand are no longer those worked out.
    kept = draft["dark_is_set"] or dark != draft["dark"]
    return themes.make(light=light, dark=dark if kept else None, weave=draft["weave"])


def _page(
    request: StaffRequest, form: LookForm, draft: themes.Theme, *, is_draft: bool = False
) -> HttpResponse:
    context = desk_context(
        request,
        "look",
        form=form,
        groups=_groups(form),
        draft_colours=themes.packed(draft),
        gingham="gingham" if draft["weave"] == "GINGHAM" else "plain",
        is_draft=is_draft,
        has_theme=bool(request.brand.theme_version),
        can_undo=request.brand.theme_before is not None,
        **_guarded(draft),
    )
    return render(request, "desk/look/show.html", context)


def _groups(form: LookForm) -> dict[str, Any]:
    """The five colours of the day, the ten others, the evening's fifteen."""
    rest = [name for name in SETTABLE if name not in themes.MAIN]
    return {
        "main": [form[name_of(LIGHT, name)] for name in themes.MAIN],
        "rest": [form[name_of(LIGHT, name)] for name in rest],
        "dark": [form[name_of("dark", name)] for name in SETTABLE],
    }


def _guarded(draft: themes.Theme) -> dict[str, Any]:
    """What the guard says of a draft, one line for each colour that would mend something."""
    weak = themes.weaknesses(draft)
    return {
        "faults": [line for scheme in SCHEMES for line in _lines(scheme, weak[scheme])],
        **{f"{scheme}_json": _json(draft, scheme) for scheme in SCHEMES},
    }


def _json(draft: themes.Theme, scheme: str) -> str:
    """What the preview's script paints, the words on the button included."""
    tokens = themes.tokens(draft, scheme)
    return json.dumps({name: tokens[name] for name in (*SETTABLE, "on-action")})


def _lines(scheme: str, weak: list[Weak]) -> list[dict[str, Any]]:
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for one in weak:
        line = lines.setdefault(
            (one.change, one.colour),
            {
                "evening": scheme != LIGHT,
                "pairs": [],
                "change": word_of(one.change) if one.change in WORDS else "",
                "colour": one.colour,
                "key": f"{scheme}-{one.change}-{one.colour.removeprefix('#')}",
                "take": f"{TAKE}{scheme}:{one.change}={one.colour}",
            },
        )
        line["pairs"].append(
            {
                "ink": word_of(one.ink),
                "ground": word_of(one.ground),
                "ratio": one.ratio,
                "least": one.least,
            }
        )
    for line in lines.values():
        line["more"] = max(0, len(line["pairs"]) - 3)
    return list(lines.values())
