"""Documents of one or more sheets: running head, foot with page n of m, same input same bytes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from common.paper import faces

MARGIN = 20 * mm
COLUMN = A4[0] - 2 * MARGIN  # width of the text on A4, in points


@dataclass(frozen=True, kw_only=True)
class PaperMeta:
    """What stands around the text and in the file's properties. ``foot`` is short: a reference, the
    start of a hash."""

    title: str
    author: str
    language: str
    head_left: str = ""
    head_right: str = ""
    foot: str = ""
    subject: str = ""


def paper(
    *,
    meta: PaperMeta,
    story: Sequence[Flowable],
    size: tuple[float, float] = A4,
    margin: float = MARGIN,
    bare: bool = False,
) -> bytes:
    """A PDF of the flowables. ``bare`` leaves head and foot out (labels).

    The bytes depend on the arguments alone: no time, no random name inside.
    """
    faces.register()
    written = io.BytesIO()
    room = 0 if bare else 11 * mm
    document = BaseDocTemplate(
        written,
        pagesize=size,
        invariant=1,
        lang=meta.language,
        title=meta.title,
        author=meta.author,
        subject=meta.subject,
        creator="Convive",
        producer="Convive",
    )
    frame = Frame(
        margin,
        margin + room / 2,
        size[0] - 2 * margin,
        size[1] - 2 * margin - room,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates([PageTemplate(id="sheet", frames=[frame])])

    def canvas(*arguments: Any, **named: Any) -> Canvas:
        named |= {"initialFontName": faces.TEXT}
        return _Sheets(*arguments, **named, meta=meta, margin=margin, bare=bare)

    with translation.override(meta.language):
        document.build(list(story), canvasmaker=canvas)
    return written.getvalue()


class _Sheets(Canvas):  # type: ignore[misc]
    """Holds every page back until the last, so that each foot can say how many there are."""

    def __init__(
        self, *arguments: Any, meta: PaperMeta, margin: float, bare: bool, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self._meta, self._margin, self._bare = meta, margin, bare
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  the canvas's own name
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        pages = len(self._held)
        for number, state in enumerate(self._held, start=1):
            self.__dict__.update(state)
            if not self._bare:
                self._furniture(number=number, pages=pages)
            super().showPage()
        super().save()

    def _furniture(self, *, number: int, pages: int) -> None:
        width, height = self._pagesize
        left, right = self._margin, width - self._margin
        top, bottom = height - self._margin + 4 * mm, self._margin - 4 * mm
        self.saveState()
        self.setFillColor(faces.INK_2)
        self.setStrokeColor(faces.LINE_STRONG)
        self.setLineWidth(faces.HAIRLINE)
        self.line(left, top - 2 * mm, right, top - 2 * mm)
        self.line(left, bottom + 4 * mm, right, bottom + 4 * mm)
        self.setFont(faces.STRONG, 8)
        self.drawString(left, top, faces.printable(self._meta.head_left))
        self.setFont(faces.TEXT, 8)
        room = right - left - stringWidth(self._meta.head_left, faces.STRONG, 8) - 8 * mm
        self.drawRightString(right, top, _fit(self._meta.head_right, room))
        page = _("Page %(number)d of %(pages)d") % {"number": number, "pages": pages}
        self.drawRightString(right, bottom, faces.printable(page))
        self.setFont(faces.MONO, 7)
        self.drawString(left, bottom, faces.printable(self._meta.foot, face=faces.MONO))
        self.restoreState()


def _fit(text: str, room: float) -> str:
    shown = faces.printable(text)
    while shown and stringWidth(shown, faces.TEXT, 8) > room:
        shown = shown[:-2].rstrip() + "…"
    return shown
