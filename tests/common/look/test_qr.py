"""A QR code a camera reads back."""

import re

import pytest
from PIL import Image

from common.look.qr import QUIET_ZONE, qr_matrix, qr_svg

ADDRESS = "https://convive.example/i/AB12CD34EF"


def painted(svg, *, scale=8):
    """The path of the drawing painted to pixels, so that the drawing is read and not the matrix it came from."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg).group(1))
    picture = Image.new("L", (side, side), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        for i in range(int(width)):
            picture.putpixel((int(x) + i, int(y)), 0)
    return picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def test_qr_reads_back_as_the_address():
    zxing = pytest.importorskip("zxingcpp")

    assert [code.text for code in zxing.read_barcodes(painted(qr_svg(ADDRESS, label="x")))] == [
        ADDRESS
    ]


def test_qr_keeps_its_quiet_zone_and_speaks():
    svg = qr_svg(ADDRESS, label='Opens "it"')

    assert f'viewBox="0 0 {len(qr_matrix(ADDRESS)) + 2 * QUIET_ZONE} ' in svg
    assert 'aria-label="Opens &quot;it&quot;"' in svg
