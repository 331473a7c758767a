"""Pictures as telephones make them, with the place they were taken; and what only pretends to be one."""

import io

from PIL import Image

NORTH, EAST = 50.63, 3.06


def photo(
    form: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", turned: int = 1
) -> bytes:
    """A picture with a red left half; ``turned`` is the EXIF orientation. JPEGs say where they were taken."""
    drawn = "RGBA" if mode == "RGBA" else "RGB"
    picture = Image.new(drawn, size, (0, 0, 0, 0) if drawn == "RGBA" else "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    picture = picture.convert(mode)
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010E] = "Camille at home"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (50.0, 37.0, 48.0), "E", (3.0, 3.0, 36.0)
    made = io.BytesIO()
    picture.save(made, form, **({"exif": exif} if form == "JPEG" else {}))
    return made.getvalue()
