"""Photos that people send: read as pictures or refused, made small, and emptied of what they carry.

What is kept is never the file that came: the picture is drawn anew, so neither the place it was
taken nor anything hidden in the file survives. Files lie in the private media folder; nothing
serves them but a view that has asked who wants to see.
"""

import io
import re
import secrets
import warnings
from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

FOLDER = "photos"
LONGEST_SIDE = 2000  # pixels; enough for a screen and for paper
QUALITY = 82
MOST_PIXELS = 100_000_000  # beyond it a small file may be a bomb; telephones stay below
KINDS = ("JPEG", "PNG", "WEBP", "AVIF")
_NAME = re.compile(r"(\d{8})-[0-9a-f]{32}\.jpg")


class NotAPhoto(Exception):
    """The file cannot be kept; the message says why to whoever sent it."""


def read(file: IO[bytes], *, size: int) -> bytes:
    """Return the picture as a JPEG of its own, upright, at most ``LONGEST_SIDE`` pixels long.

    ``size`` is the file's, in bytes. Raises NotAPhoto.
    """
    if size > settings.PHOTO_LIMIT_BYTES:
        raise NotAPhoto(too_large())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own about large or odd files: we decide here
            opened = Image.open(file, formats=KINDS)
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPhoto(
                    _("This picture has too many points to be shown. Please choose another one.")
                )
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked small at once
            picture = _in_common_colours(ImageOps.exif_transpose(opened))
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            kept = io.BytesIO()
            picture.save(kept, "JPEG", quality=QUALITY, optimize=True)
    except NotAPhoto:
        raise
    except Exception as error:  # Pillow raises whatever a broken file makes it stumble over
        raise NotAPhoto(
            _("We cannot read this file as a photo. Please choose a JPEG, PNG, WebP or AVIF file.")
        ) from error
    return kept.getvalue()


def too_large() -> str:
    """Say how large a photo may be."""
    return _("This photo is too large: %(most)s MB at most. Please choose a smaller one.") % {
        "most": settings.PHOTO_LIMIT_BYTES // 1_000_000
    }


def store(jpeg: bytes, *, at: datetime) -> str:
    """Keep a picture that ``read`` returned; returns its name: the day it came, and chance."""
    name = f"{at:%Y%m%d}-{secrets.token_hex(16)}.jpg"
    default_storage.save(f"{FOLDER}/{name}", ContentFile(jpeg))
    return name


def content(name: str) -> bytes:
    """Return a kept picture; empty when there is none of this name."""
    if not _NAME.fullmatch(name):
        return b""
    try:
        with default_storage.open(f"{FOLDER}/{name}") as file:
            return bytes(file.read())
    except FileNotFoundError:
        return b""


def answered(name: str) -> HttpResponse:
    """Answer a request with a kept picture, for the asker alone. Raises Http404."""
    jpeg = content(name)
    if not jpeg:
        raise Http404
    response = HttpResponse(jpeg, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def destroy(name: str) -> None:
    """Delete a kept picture; done before is done."""
    if _NAME.fullmatch(name):
        default_storage.delete(f"{FOLDER}/{name}")


def stored(*, before: datetime) -> list[str]:
    """The names of the pictures that came on a day before this moment's."""
    if not default_storage.exists(FOLDER):
        return []
    named = filter(None, map(_NAME.fullmatch, default_storage.listdir(FOLDER)[1]))
    return [found[0] for found in named if found[1] < f"{before:%Y%m%d}"]


def _in_common_colours(picture: Image.Image) -> Image.Image:
    """The picture in sRGB without transparency: what lies behind is white, as on the page."""
    profile = picture.info.get("icc_profile")
    if picture.mode in ("P", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if picture.mode == "RGBA":
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    if profile and picture.mode in ("RGB", "RGBA"):
        picture = picture.convert("RGB")
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), inPlace=True)
        except (ImageCms.PyCMSError, OSError):
            pass  # a damaged profile: the colours as they stand are nearer than none
    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture.convert("RGB"))
    return fresh
