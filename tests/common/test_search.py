import pytest

from common.search import plain_words


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (("Jean-Claude", "D’Œuvre"), "jean claude d oeuvre"),
        (("HÉLÈNE", "Hélène", "Straße"), "helene strasse"),
        (("camille.d+party@example.org",), "camille d party example org"),
        (("李小龙", "محمد"), "李小龙 محمد"),
        (("🎉", "' & :* \\ %_"), ""),
    ],
)
def test_words_are_letters_and_digits_without_case_and_accents(texts, words):
    assert plain_words(*texts) == words
