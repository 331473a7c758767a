"""Money as whole numbers of a currency's smallest unit ("minor units").

An amount is an ``int`` beside an ISO 4217 code: 1234 EUR is 12.34 euros, 1234 JPY is 1234 yen,
1234 TND is 1.234 dinars. Floats are refused everywhere: they cannot hold a tenth. Amounts of two
currencies are never added together; nothing here converts.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

_TWO_DECIMALS = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
    CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR
    LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB
    PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP
    SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"

EXPONENTS: dict[str, int] = {
    **dict.fromkeys(_TWO_DECIMALS.split(), 2),
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
    **dict.fromkeys(_FOUR_DECIMALS.split(), 4),
}
"""Decimals of every currency of ISO 4217, list one. Codes without a minor unit (gold, XDR, XXX) are
left out on purpose: no order is paid in them. A few withdrawn codes (ANG, BGN, CUC, HRK, SLL) stay,
because an order keeps the currency it was made in."""

MAX_MINOR = 2**63 - 1
"""What a database column holds. A larger figure in a message is a mistake or an attack."""

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,32}(\.[0-9]{1,32})?")

_NARROW_SPACE = "\u202f"  # between groups of digits, so that a figure never breaks over two lines
_NO_BREAK_SPACE = "\u00a0"  # between a figure and its sign or code

_SYMBOLS: dict[str, dict[str, str]] = {
    "en": {
        "EUR": "€",
        "GBP": "£",
        "USD": "$",
        "CAD": "CA$",
        "AUD": "A$",
        "NZD": "NZ$",
        "HKD": "HK$",
        "MXN": "MX$",
        "BRL": "R$",
        "JPY": "¥",
        "CNY": "CN¥",
        "KRW": "₩",
        "INR": "₹",
        "VND": "₫",
        "ILS": "₪",
    },
    "fr": {
        "EUR": "€",
        "GBP": "£GB",
        "USD": "$US",
        "CAD": "$CA",
        "AUD": "$AU",
        "NZD": "$NZ",
        "HKD": "$HK",
        "MXN": "$MX",
        "BRL": "R$",
        "JPY": "¥",
        "CNY": "¥CN",
        "KRW": "₩",
        "INR": "₹",
        "VND": "₫",
        "ILS": "₪",
        "XPF": "FCFP",
    },
}


class MoneyError(ValueError):
    """An amount or a currency that cannot be taken as money; the message says which and why."""


def exponent(currency: str) -> int:
    """How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for TND.

    Raises MoneyError when the code is not one of ISO 4217, capitals included.
    """
    try:
        return EXPONENTS[currency]
    except (KeyError, TypeError):
        raise MoneyError(f"{_shown(currency)} is not a currency code of ISO 4217.") from None


def to_minor(amount: str | Decimal, currency: str) -> int:
    """Turn a written amount in whole units into minor units, exactly: ("12.34", "EUR") -> 1234.

    Nothing is rounded. Zeros past the currency's decimals change no value and pass ("1200.00" JPY
    is 1200); any other digit there is refused. Text is an optional sign, ASCII digits and a point.
    Raises MoneyError for junk, spaces, exponents, NaN, infinities, floats, integers (whole units or
    minor ones? say it with text), more than a 64-bit column holds, and an unknown currency.
    """
    decimals = exponent(currency)
    if isinstance(amount, str):
        if not _PLAIN_NUMBER.fullmatch(amount):
            raise MoneyError(f"{_shown(amount)} is not an amount such as 12.34.")
        value = Decimal(amount)
    elif isinstance(amount, Decimal):
        if not amount.is_finite():
            raise MoneyError(f"{amount} is not an amount.")
        value = amount
    else:
        raise MoneyError(f"An amount must be text or Decimal, not {type(amount).__name__}.")
    if not value:
        return 0
    # Before any power of ten is worked out: it might have a thousand million digits.
    if not -40 <= value.adjusted() <= 20 or len(value.as_tuple().digits) > 64:
        raise MoneyError(f"{_shown(amount)} is out of range for an amount.")
    scale: int = 10**decimals
    minor = Fraction(value) * scale
    if minor.denominator != 1:
        raise MoneyError(
            f"{_shown(amount)} has more decimals than {currency} has ({decimals})."
            if decimals
            else f"{_shown(amount)} has decimals, and {currency} has none."
        )
    if abs(minor.numerator) > MAX_MINOR:
        raise MoneyError(f"{_shown(amount)} is out of range for an amount.")
    return minor.numerator


def to_decimal(amount_minor: int, currency: str) -> Decimal:
    """The amount in whole units, with all the currency's decimals: (1200, "EUR") -> 12.00."""
    _require_int(amount_minor)
    digits = tuple(int(digit) for digit in str(abs(amount_minor)))
    return Decimal((int(amount_minor < 0), digits, -exponent(currency)))


def format_money(amount_minor: int, currency: str, language: str) -> str:
    """The amount as a reader of the language writes it; never rounded, decimals always shown.

    French: "1 234,50 €" with narrow no-break spaces (U+202F) between groups and a no-break space
    (U+00A0) before the sign. English: "€1,234.50". A currency without a sign of its own shows its
    code. A language not known here gets the neutral "1 234.50 EUR", which nobody misreads.
    ``language`` is a tag such as "fr", "fr-be" or "en-GB"; only its first part counts.
    """
    _require_int(amount_minor)
    decimals = exponent(currency)
    sign = "-" if amount_minor < 0 else ""
    whole, part = divmod(abs(amount_minor), 10**decimals)
    fraction = f"{part:0{decimals}d}" if decimals else ""
    tongue = re.split(r"[-_]", language, maxsplit=1)[0].lower()
    symbol = _SYMBOLS.get(tongue, {}).get(currency, currency)
    if tongue == "en":
        figure = f"{whole:,}" + (f".{fraction}" if fraction else "")
        gap = _NO_BREAK_SPACE if symbol == currency else ""
        return f"{sign}{symbol}{gap}{figure}"
    point = "," if tongue == "fr" else "."
    figure = f"{whole:,}".replace(",", _NARROW_SPACE) + (f"{point}{fraction}" if fraction else "")
    return f"{sign}{figure}{_NO_BREAK_SPACE}{symbol}"


def format_price(amount_minor: int, currency: str, language: str) -> str:
    """As ``format_money``, for sentences and big figures: a whole amount drops its noughts, "62 €"."""
    said = format_money(amount_minor, currency, language)
    decimals = exponent(currency)
    if not decimals or amount_minor % 10**decimals:
        return said
    return re.sub(rf"[.,]0{{{decimals}}}(?![0-9.,])", "", said)


def allocate(amount_minor: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Split an amount in proportion to the weights; the parts add up to it, to the minor unit.

    Largest remainder: each part is first rounded towards zero, then the missing units go one each
    to the largest remainders, the earlier part first where two are equal. So a part is within one
    unit of its exact share, the same input always gives the same parts, a weight of zero gets
    nothing, and the parts of -n are those of n turned round. Raises MoneyError for a negative
    weight, and for a non-zero amount when no weight is above zero.
    """
    _require_int(amount_minor)
    shares = [_as_weight(weight) for weight in weights]
    total = sum(shares, Fraction(0))
    if not total:
        if amount_minor:
            raise MoneyError("An amount cannot be split when no weight is above zero.")
        return [0] * len(shares)
    size = abs(amount_minor)
    exact = [size * share / total for share in shares]
    parts = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    return [-part for part in parts] if amount_minor < 0 else parts


def _as_weight(weight: int | Fraction) -> Fraction:
    if isinstance(weight, bool) or not isinstance(weight, int | Fraction):
        raise MoneyError(f"A weight must be an int or a Fraction, not {type(weight).__name__}.")
    if weight < 0:
        raise MoneyError("A weight cannot be negative.")
    return Fraction(weight)


def _require_int(amount_minor: int) -> None:
    if isinstance(amount_minor, bool) or not isinstance(amount_minor, int):
        raise MoneyError(f"Minor units must be an int, not {type(amount_minor).__name__}.")


def _shown(value: object) -> str:
    """The value for an error message, cut short: it may be a megabyte of somebody's junk."""
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."
