"""Telephone numbers as people write them at home."""

from phonenumber_field.phonenumber import PhoneNumber, to_python

FRANCE = 33  # country code of the plan that also serves as the region of every form


def say_phone(number: str | PhoneNumber) -> str:
    """Return "06 39 98 00 01" for a French number, "+32 2 555 12 12" for another; "" for none.

    What cannot be read as a number is given back as it was written.
    """
    known = to_python(number) if number else None
    if known is None or not known.country_code:
        return str(number)
    said: str = known.as_national if known.country_code == FRANCE else known.as_international
    return said
