"""Tags that draw: the table, icons, badges, QR codes, charts, and form fields with all they owe their reader."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms, template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common.look import box as boxes
from common.look import charts, icons, long_table, shapes
from common.look import linked_tables as linked
from common.look import qr as qr_codes
from common.look import table as tables

register = template.Library()

# The shape repeats what the colour says.
_BADGE_SHAPES = {
    "yes": '<circle cx="6" cy="6" r="5"/>',
    "soon": '<path d="M6 1L11 10.5H1Z"/>',
    "late": '<path d="M1 1H11V11H1Z"/>',
    "info": '<path d="M6 .5L11.5 6L6 11.5L.5 6Z"/>',
    "none": '<circle cx="6" cy="6" r="4.6"/>',
}
_NOTICE_ICONS = {"info": "info", "yes": "circle-check", "soon": "clock", "bad": "circle-alert"}


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """``{% icon "calendar" %}``; give ``label`` only when no word stands beside it."""
    return icons.icon(name, label=label, css=css)


@register.simple_tag
def badge(kind: str, text: str) -> SafeString:
    """``{% badge "yes" text %}``; kinds: yes (arrived, in time), soon, late, info, none. An unknown kind is "none"."""
    kind = kind if kind in _BADGE_SHAPES else "none"
    shape = mark_safe(_BADGE_SHAPES[kind])
    return format_html(
        '<span class="badge badge--{}"><svg class="mk" viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}</span>',
        kind,
        shape,
        text,
    )


@register.simple_tag
def qr(url: str, label: str = "") -> SafeString:
    """``{% qr url %}``: the code as SVG, white around it."""
    return qr_codes.qr_svg(
        url, label=label or _("QR code that opens %(address)s") % {"address": url}
    )


def _gingham(context: Context, weave: str) -> bool:
    """The weave is the brand's: asked for by name, or known from its theme, or from its look."""
    brand = context.get("brand")
    theme = getattr(brand, "theme", "")
    if not weave and isinstance(theme, dict):
        weave = str(theme.get("weave") or getattr(brand, "look", ""))
    return str(weave or theme or "").lower() in {"gingham", "sucre"}


@register.simple_tag(takes_context=True)
def table(
    context: Context,
    seats: Sequence[tables.Seat] | None = None,
    title: str = "",
    description: str = "",
    names: str = "INITIALS",
    number: str | int = "",
    label: str = "",
    regions: Sequence[tables.Region] = (),
    waiting: Sequence[tables.Waiting] = (),
    id: str = "",
    weave: str = "",
    laid: int = 0,
    arrive: bool = False,
) -> SafeString:
    """``{% table seats=seats title=… description=… names="CARDS" waiting=people %}``.

    ``seats`` are ``common.look.table.Seat``; or ``laid=10`` for ten empty places. ``regions`` lay their own places.
    """
    if seats is None:
        count = laid or sum(region.seats for region in regions)
        seats = [tables.Seat(tables.SeatState.LAID)] * count
    return tables.table(
        seats,
        title=title or _("The table"),
        description=description,
        uid=id,
        names=names,
        you_word=_("you"),
        number=str(number),
        label=label,
        regions=regions,
        waiting=waiting,
        gingham=_gingham(context, weave),
        arrive=arrive,
    )


def _names(people: str | Sequence[str]) -> list[str]:
    if isinstance(people, str):
        return [name.strip() for name in people.split(",") if name.strip()]
    return list(people)


@register.simple_tag(takes_context=True)
def table_for(
    context: Context,
    capacity: int,
    host: str = "",
    yes: str | Sequence[str] = (),
    maybe: str | Sequence[str] = (),
    you: str = "",
    napkins: int = 0,
    waiting: str | Sequence[str] = (),
    **rest: Any,
) -> SafeString:
    """``{% table_for 8 host="Anaïs" yes=names maybe=names you="Camille" napkins=1 waiting=names title=… %}``.

    The usual table of a party, from names only (lists, or one string with commas); the rest as for ``table``.
    """
    seats = tables.seats_for(
        capacity=int(capacity),
        yes=_names(yes),
        maybe=_names(maybe),
        host=host,
        you=you,
        napkins=int(napkins),
    )
    return table(context, seats, waiting=[tables.Waiting(name) for name in _names(waiting)], **rest)


@register.simple_tag
def draw_table(
    cards: Sequence[tables.DrawCard],
    title: str,
    description: str,
    back: str = "",
    id: str = "",
    turn: bool = False,
) -> SafeString:
    """``{% draw_table cards=cards title=… description=… back=brand.name %}``: the ceremony's long table."""
    return long_table.draw_table(
        cards, title=title, description=description, back=back, uid=id, turn=turn
    )


@register.simple_tag
def mini_table(taken: int, capacity: int) -> SafeString:
    """``{% mini_table 9 12 %}``: a thumb-nail beside a sentence with the same figures."""
    return tables.mini_table(taken=taken, capacity=capacity)


@register.simple_tag
def open_box(pieces: Sequence[boxes.Piece], title: str, description: str = "") -> SafeString:
    """``{% open_box pieces=box.drawn title=… %}``: a kit's box laid flat, each piece in its place."""
    return boxes.open_box(pieces, title=title, description=description)


@register.inclusion_tag("components/linked_tables.html")
def linked_tables(
    tables: Sequence[linked.LinkedTable], title: str, description: str = "", id: str = ""
) -> dict[str, Any]:
    """``{% linked_tables tables title=… %}``: tables linked by the guests who became hosts, with a legend."""
    hosts = {table.key: table.host for table in tables}
    said = []
    for line in linked.lines(tables):
        names = {"host": line.table.host, "note": line.table.note}
        if line.parent is None:
            said.append(_("%(host)s: %(note)s") % names)
        else:
            names["other"] = hosts[line.table.sat_at]
            said.append(_("%(host)s, a guest of %(other)s before: %(note)s") % names)
    return {
        "drawing": linked.linked_tables(tables, title=title, description=description, uid=id),
        "chair": shapes.CHAIR,
        "lines": said,
        "title": title,
    }


@register.simple_tag
def progress_bar(done: float, tone: str = "done") -> SafeString:
    """``{% progress_bar 0.6 %}``: silent bar under a sentence that says the same; tone done or soon."""
    return charts.progress_bar(done, tone=tone)


@register.simple_tag
def funnel(
    bars: Sequence[charts.Bar], title: str, description: str = "", id: str = ""
) -> SafeString:
    """``{% funnel bars=bars title=… %}``: horizontal bars with their figures written on them."""
    return charts.funnel(bars, title=title, description=description, uid=id)


@register.simple_tag
def columns(
    points: Sequence[charts.Column],
    title: str,
    description: str = "",
    id: str = "",
    figures: bool = True,
    mark_at: float | None = None,
    mark_text: str = "",
) -> SafeString:
    """``{% columns points=days title=… %}``: one column a day above (or below) the zero line.

    A histogram: ``figures=False mark_at=30.5 mark_text="the real draw"``.
    """
    return charts.columns(
        points,
        title=title,
        description=description,
        uid=id,
        figures=figures,
        mark_at=mark_at,
        mark_text=mark_text,
    )


@register.simple_tag
def intervals(
    rows: Sequence[charts.Interval], title: str, description: str = "", id: str = ""
) -> SafeString:
    """``{% intervals rows=rows title=… %}``: estimates with their intervals against zero."""
    return charts.intervals(rows, title=title, description=description, uid=id)


# ---- forms -------------------------------------------------------------------------------------------------------------


def _kind(field: BoundField) -> str:
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "ticks"
    if isinstance(widget, forms.RadioSelect):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "group" if widget.use_fieldset else "input"


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    hint: str = "",
    notes: Mapping[str, str] | None = None,
    autocomplete: str = "",
    inputmode: str = "",
    optional: bool = True,
    hide_label: bool = False,
) -> dict[str, Any]:
    """``{% field form.first_name %}``: label, widget, hint and error, tied together for screen readers.

    Radio buttons become choice cards (``notes`` maps a value to its second line), several check boxes become ticks.
    ``optional=False`` leaves out the word "optional". ``hint`` replaces the field's help text.
    """
    kind = _kind(bound)
    if hint:
        bound.help_text = hint
    bad = bool(bound.errors)
    classes = [
        str(bound.field.widget.attrs.get("class", "")),
        "check__box" if kind == "check" else "input",
    ]
    if bad and kind == "input":
        classes.append("input--bad")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    if autocomplete:
        attrs["autocomplete"] = autocomplete
    if inputmode:
        attrs["inputmode"] = inputmode
    options = []
    if kind in {"choices", "ticks"}:
        values = bound.value()
        chosen = {str(v) for v in values} if isinstance(values, list | tuple) else {str(values)}
        options = [
            {"widget": option, "note": (notes or {}).get(str(option.data["value"]), ""),
             "checked": str(option.data["value"]) in chosen}
            for option in bound
            if str(option.data["value"]) != "" or kind == "choices"
        ]  # fmt: skip
    return {
        "field": bound,
        "kind": kind,
        "widget": "" if options else bound.as_widget(attrs=attrs),
        "options": options,
        "bad": bad,
        "hint_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "optional": optional and not bound.field.required and kind != "check",
        "hide_label": hide_label,
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: forms.BaseForm, focus: bool = True) -> dict[str, Any]:
    """``{% form_errors form %}``: what to mend, above the form, each line leading to its field.

    It takes the focus of a page that comes with it, unless the address names a part of the page.
    """
    return {
        "form": form,
        "focus": focus,
        "bad_fields": [bound for bound in form if bound.errors] if form.is_bound else [],
    }


@register.inclusion_tag("components/notice.html")
def notice(
    kind: str, title: str = "", text: str = "", icon: str = "", role: str = ""
) -> dict[str, str]:
    """``{% notice "soon" title text %}``; kinds info, yes, soon, bad. ``role="alert"`` only for what just happened."""
    kind = kind if kind in _NOTICE_ICONS else "info"
    return {
        "kind": kind,
        "title": title,
        "text": text,
        "icon": icon or _NOTICE_ICONS[kind],
        "role": role,
    }


@register.simple_tag
def message_kind(tags: str) -> str:
    """The kind of notice for a Django message level."""
    level = tags.rsplit(maxsplit=1)[-1] if tags else ""
    return {"success": "yes", "warning": "soon", "error": "bad"}.get(level, "info")


@register.filter
def as_json(value: Any) -> str:
    """``data-x="{{ value|as_json }}"``: for a script to read; escaped like any text."""
    return json.dumps(value, cls=DjangoJSONEncoder)
