"""Strokes of a picture in pixels: the paths of ``shapes`` as points, put where they belong, drawn.

Units are those of ``shapes``; a picture is drawn at ``TWICE`` its size and brought down.
"""

import re
from collections.abc import Callable
from itertools import pairwise
from math import cos, hypot, radians, sin

from PIL import ImageDraw

from common.look import shapes

TWICE = 2

Point = tuple[float, float]
Place = Callable[[float, float], Point]


def path(drawn: str) -> list[Point]:
    """Return the points of a path of ``shapes``: absolute M, L, H, V, Q and Z, one stroke."""
    words = re.findall(r"[A-Za-z]|-?\d*\.?\d+", drawn)
    points: list[Point] = []
    command, at = "", 0
    while at < len(words):
        if words[at].isalpha():
            command, at = words[at], at + 1
            continue
        if command == "Q":
            mx, my, x, y = (float(word) for word in words[at : at + 4])
            sx, sy = points[-1]
            for share in (0.25, 0.5, 0.75, 1.0):
                rest = 1 - share
                points.append(
                    (
                        rest * rest * sx + 2 * rest * share * mx + share * share * x,
                        rest * rest * sy + 2 * rest * share * my + share * share * y,
                    )
                )
            at += 4
        elif command in "HV":
            x, y = points[-1]
            value = float(words[at])
            points.append((value, y) if command == "H" else (x, value))
            at += 1
        else:
            points.append((float(words[at]), float(words[at + 1])))
            at += 2
    return points


def put_at(middle: Point, scale: float) -> Place:
    def put(x: float, y: float) -> Point:
        return (middle[0] + x * scale) * TWICE, (middle[1] + y * scale) * TWICE

    return put


def turned(where: Place, angle: float, distance: float, size: float) -> Place:
    """Return where things stand that belong to the seat at ``angle`` degrees from the top."""
    across, along = cos(radians(angle)), sin(radians(angle))

    def put(x: float, y: float) -> Point:
        x, y = x * size, y * size - distance
        return where(x * across - y * along, x * along + y * across)

    return put


def circle(radius: float, x: float = 0.0, y: float = 0.0) -> list[Point]:
    return [
        (x + dx, y + dy) for dx, dy in (shapes.polar(angle, radius) for angle in range(0, 360, 4))
    ]


def ring(where: Place, radius: float, x: float = 0.0, y: float = 0.0) -> list[Point]:
    return [where(*point) for point in circle(radius, x, y)]


def closed(points: list[Point]) -> list[Point]:
    return [*points, points[0]]


def dashes(
    pen: ImageDraw.ImageDraw, points: list[Point], ink: tuple[int, int, int, int], width: int
) -> None:
    """Draw a broken line along ``points``: ten pixels drawn, nine left out."""
    drawn, gone = 10.0, 0.0
    for (ax, ay), (bx, by) in pairwise(points):
        length = hypot(bx - ax, by - ay)
        done = 0.0
        while done < length:
            left = (drawn if gone < drawn else drawn + 9.0) - gone
            piece = min(left, length - done)
            if gone < drawn:
                start, end = done / length, (done + piece) / length
                pen.line(
                    [
                        (ax + (bx - ax) * start, ay + (by - ay) * start),
                        (ax + (bx - ax) * end, ay + (by - ay) * end),
                    ],
                    fill=ink,
                    width=width,
                )
            done += piece
            gone += piece
            if gone >= drawn + 9.0:
                gone = 0.0


def rgba(colour: str, opacity: int) -> tuple[int, int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue, opacity
