"""A QR code as one SVG path, or as PNG: dark on light in every theme, so that any camera reads it."""

from io import BytesIO
from itertools import groupby

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4  # modules of light around the code, ISO/IEC 18004 section 5.3.8


def qr_matrix(text: str) -> list[list[bool]]:
    """Modules of the smallest code that holds ``text`` (medium correction), without quiet zone."""
    code = qrcode.QRCode(border=0, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def qr_svg(text: str, *, label: str) -> SafeString:
    """The code with its quiet zone, one unit per module. ``label`` says aloud what it opens.

    The fills are presentation attributes, so that a saved or mailed file is readable without a style sheet.
    """
    matrix = qr_matrix(text)
    runs: list[str] = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, modules in groupby(row):
            width = len(list(modules))
            if dark:
                runs.append(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{width}v1h-{width}z")
            x += width
    side = len(matrix) + 2 * QUIET_ZONE
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<rect class="qr__ground" width="{0}" height="{0}" fill="#fff"/>'
        '<path class="qr__ink" d="{2}" fill="#000"/></svg>',
        side,
        label,
        "".join(runs),
    )


def qr_file(text: str, *, label: str) -> str:
    """The same drawing as a file of its own, for printers and posters."""
    drawn = qr_svg(text, label=label).replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n'


def qr_png(text: str, *, module: int = 24) -> bytes:
    """The code as PNG, ``module`` pixels a module: sharp on an A3 poster at the usual size."""
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET_ZONE
    picture = Image.new("1", (side, side), 1)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
    written = BytesIO()
    large = picture.resize((side * module, side * module), Image.Resampling.NEAREST)
    large.save(written, "PNG", optimize=True)
    return written.getvalue()
