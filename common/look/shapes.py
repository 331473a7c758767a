"""The pieces a table is drawn with: fixed paths and small builders. Numbers are SVG units, the cloth's middle is 0,0."""

from math import cos, radians, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

# Every string below is a constant of ours: marking it safe lets nothing of a visitor's through.
CHAIR = mark_safe(
    '<path class="seat" d="M-16-10Q-16-14-12-14H12Q16-14 16-10L19 15Q19 19 15 19H-15Q-19 19-19 15Z"/>'
    '<path class="slat" d="M-7-12L-8 18M0-12V18M7-12L8 18"/><path class="back" d="M-20-13Q0-24 20-13"/>'
)
CUTLERY = mark_safe(
    '<path class="tb-cut" d="M28-13V3M25.4 12V6.5Q25.4 3 28 3Q30.6 3 30.6 6.5V12M28 3V12"/>'
    '<path class="tb-cut" d="M-28-13V12Q-31.6 7-30.6-1H-28"/>'
)
CUTLERY_WIDE = mark_safe(
    '<path class="tb-cut" d="M-91-26V26M-95 26V14Q-95 8-91 8Q-87 8-87 14V26M92-26V26M92 26Q87 14 87-2H92"/>'
)
CUTLERY_WIDE_TURNED = mark_safe(
    '<path class="tb-cut" d="M-91-26V26M-95-26V-14Q-95-8-91-8Q-87-8-87-14V-26M92-26V26M92-26Q87-14 87 2H92"/>'
)
PLATE = mark_safe('<circle class="tb-plate" r="22"/><circle class="tb-plate-in" r="15"/>')
PLATE_SMALL = mark_safe('<circle class="tb-plate" r="19"/><circle class="tb-plate-in" r="12.9"/>')
PLATE_FREE = mark_safe('<circle class="tb-plate--free" r="22"/>')
GLASS = mark_safe('<circle class="tb-glass" cx="-18" cy="31" r="6.2"/>')
WINE = mark_safe('<circle class="tb-wine" cx="-18" cy="31" r="3.8"/>')
FOLDED_NAPKIN = mark_safe(
    '<path class="tb-napkin" d="M-8 12L0-13L8 12Z"/><path class="tb-fold" d="M0-13V12M-8 12Q0 8 8 12"/>'
)
CHAIR_NAPKIN = mark_safe(
    '<path class="tb-cast" d="M3-27Q16-18 33-1Q20 15 4 33Q-12 20-26 3Q-14-12 3-27Z"/>'
    '<path class="tb-napkin" d="M0-33Q5-32 9-24Q14-17 23-12Q31-6 32-1Q30 4 22 10Q17 15 10 24Q4 31 0 31Q-5 30-10 22'
    'Q-15 15-23 11Q-31 5-32 0Q-30-5-21-11Q-14-17-9-25Q-5-32 0-33Z"/>'
    '<path class="tb-light" d="M0-33Q5-32 9-24Q14-17 23-12Q31-6 32-1Q14-6 0-8Q-3-20 0-33Z"/>'
    '<path class="tb-hemline" d="M0-27Q10-13 26-1Q11 11 0 25Q-11 11-26 0Q-10-13 0-27Z"/>'
    '<path class="tb-fold" d="M0-33Q-4-16 1-7M32-1Q14-6 1-7M-32 0Q-14-1-6 3M0 31Q3 15-1 8"/>'
)
SPRIG = mark_safe(
    '<path class="tb-sprig" d="M0 6Q3-14 0-34"/>'
    '<path class="tb-leaf" d="M1-2q9-2 12-9q-9 0-12 9zM1-5q-9-2-12-9q9 0 12 9zM1-9q9-2 12-9q-9 0-12 9z'
    'M1-12q-9-2-12-9q9 0 12 9zM1-16q9-2 12-9q-9 0-12 9zM1-19q-9-2-12-9q9 0 12 9z"/>'
)
SPRIGS = mark_safe(
    f'<g transform="translate(-41 10) rotate(-62) scale(.72)">{SPRIG}</g>'
    f'<g transform="translate(41 10) rotate(62) scale(.72)">{SPRIG}</g>'
)
CANDLES = mark_safe(
    '<g transform="translate(-12-2)"><circle class="tb-candle" r="9"/><circle class="tb-plate-in" r="6"/>'
    '<path class="tb-flame" d="M0-5q4 5 0 9q-4-4 0-9z"/></g>'
    '<g transform="translate(13 6)"><circle class="tb-candle" r="7"/><circle class="tb-plate-in" r="4"/>'
    '<path class="tb-flame" d="M0-5q4 5 0 9q-4-4 0-9z"/></g>'
)
CANDLE = mark_safe(
    '<g transform="translate(0-31)"><circle class="tb-candle" r="8"/><circle class="tb-plate-in" r="5"/>'
    '<path class="tb-flame" d="M0-5q4 5 0 9q-4-4 0-9z"/></g>'
)
PERSON = "M-22 7Q-22-4-11-4H11Q22-4 22 7Q22 15 14 13Q0 7-14 13Q-22 15-22 7Z"


def num(value: float) -> str:
    """A coordinate with one decimal and nothing superfluous."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def polar(angle: float, radius: float) -> tuple[float, float]:
    """Point at ``angle`` degrees clockwise from the top."""
    return radius * sin(radians(angle)), -radius * cos(radians(angle))


def scallops(radius: float, count: int = 40) -> str:
    """Outline of a cloth with a scalloped edge."""
    x, y = polar(0, radius)
    parts = [f"M{num(x)} {num(y)}"]
    step = 360 / count
    for i in range(count):
        # alternate hems lie a little lower: cloth, not a cog
        end_radius = radius if i % 2 else radius - 0.1
        cx, cy = polar((i + 0.5) * step, radius + 9)
        ex, ey = polar((i + 1) * step, end_radius)
        parts.append(f"Q{num(cx)} {num(cy)} {num(ex)} {num(ey)}")
    return "".join([*parts, "Z"])


SCALLOPS = scallops(128)


def cake() -> SafeString:
    """The dessert in the middle: eight slices, a cherry each."""
    cuts = []
    cherries = []
    for i in range(8):
        cx, cy = polar(22.5 + 45 * i, 26)
        cuts.append(f"M0 0L{num(cx)} {num(cy)}")
        cherries.append(tuple(map(num, polar(45 * i, 15))))
    return format_html(
        '<circle class="tb-plate" r="33"/><circle class="tb-cake" r="26"/><circle class="tb-cake-cream" r="19"/>'
        '<path class="tb-cake-cut" d="{}"/>{}',
        "".join(cuts),
        format_html_join("", '<circle class="tb-cherry" cx="{}" cy="{}" r="3.4"/>', cherries),
    )


def cloth(*, uid: str, gingham: bool, radius: float = 128) -> SafeString:
    """Shadow, cloth with its weave and hem, and the candle-light that only dark themes show."""
    glow = format_html(
        '<defs><radialGradient id="{0}-g" class="tb-glow"><stop class="in" offset="0"/><stop offset="1"/>'
        '</radialGradient></defs><circle r="{1}" fill="url(#{0}-g)"/>',
        uid,
        num(radius),
    )
    cast = format_html('<circle class="tb-cast" cx="3" cy="9" r="{}"/>', num(radius + 3))
    if gingham:
        return format_html(
            '{0}<defs><pattern id="{1}-v" width="16" height="16" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><path class="tb-vichy-a" d="M0 0h8v16h-8z"/>'
            '<path class="tb-vichy-b" d="M0 0h16v8h-16z"/></pattern></defs>'
            '<path class="tb-cloth" d="{2}"/><path d="{2}" fill="url(#{1}-v)"/>'
            '<circle class="tb-hem tb-hem--fine" r="{3}"/>{4}',
            cast,
            uid,
            SCALLOPS if radius == 128 else scallops(radius),
            num(radius - 5),
            glow,
        )
    return format_html(
        '{}<circle class="tb-cloth" r="{}"/><circle class="tb-hem" r="{}"/>'
        '<circle class="tb-hem tb-hem--fine" r="{}"/>{}',
        cast,
        num(radius),
        num(radius - 5),
        num(radius - 8),
        glow,
    )
