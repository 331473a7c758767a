"""What is kept of a photo: the picture, upright and small, and nothing of where it was taken."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from events import photos
from events.domain import answers
from tests.events.pictures import photo


def read(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(photos.read(io.BytesIO(data), size=len(data))))


def test_the_place_it_was_taken_and_every_other_note_are_gone():
    taken = photo()
    assert Image.open(io.BytesIO(taken)).getexif().get_ifd(0x8825), "the sample tells a place"

    kept = read(taken)

    assert dict(kept.getexif()) == {}
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("taken", "size", "top_left"),
    [
        (photo(), (640, 480), "red"),
        (photo(turned=6), (480, 640), "red"),  # held upright: turned by a quarter
        (photo(turned=3), (640, 480), "white"),  # held upside down
        (photo(size=(4000, 3000)), (2000, 1500), "red"),
        (photo("PNG", mode="RGBA"), (640, 480), "red"),
        (photo("PNG", mode="P"), (640, 480), "red"),
        (photo("WEBP"), (640, 480), "red"),
        (photo("AVIF"), (640, 480), "red"),
    ],
)
def test_every_usual_picture_becomes_an_upright_jpeg(taken, size, top_left):
    kept = read(taken)

    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", size)
    red, green, _blue = kept.getpixel((10, 10))
    assert (red > 200, green > 200) == (True, top_left == "white")


def test_what_was_transparent_is_white():
    kept = read(photo("PNG", mode="RGBA"))

    assert min(kept.getpixel((600, 10))) > 250


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"%PDF-1.7 not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        photo()[:2000],
        photo("GIF", mode="P"),
        photo("BMP"),
    ],
    ids=["empty", "pdf", "svg", "cut off", "gif", "bmp"],
)
def test_what_is_no_photo_is_refused_in_a_sentence(sent):
    with pytest.raises(photos.NotAPhoto, match="JPEG, PNG, WebP or AVIF"):
        read(sent)


def test_a_small_file_with_too_many_points_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(photos, "MOST_PIXELS", 100_000)

    with pytest.raises(photos.NotAPhoto, match="too many points"):
        read(photo("PNG"))


@pytest.mark.django_db
def test_what_no_answer_holds_is_destroyed_a_day_later(at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    name = photos.store(b"jpeg", at=at)

    assert answers.destroy_unused(at=at + timedelta(hours=20)) == 0
    assert photos.content(name) == b"jpeg"
    assert answers.destroy_unused(at=at + timedelta(days=2)) == 1
    assert photos.content(name) == b""


@pytest.mark.parametrize("name", ["", "../secret", "20261122-x.jpg", "/etc/passwd"])
def test_only_names_of_our_own_are_opened(name):
    assert photos.content(name) == b""
