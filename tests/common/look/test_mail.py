"""The mail's frame: one heading, one way to stop, a plain twin that is not escaped."""

from types import SimpleNamespace

from django.template import engines

BRAND = SimpleNamespace(
    name="Maison Alma & fils",
    legal_name="Maison Alma SAS",
    address="14 rue des Tisserands, 59100 Roubaix",
)


def rendered(base, source):
    return (
        engines["django"]
        .from_string(f'{{% extends "mail/base.{base}" %}}' + source)
        .render({"brand": BRAND, "stop_url": "https://convive.example/stop"})
    )


def test_mail_says_why_and_how_to_stop():
    html = rendered(
        "html",
        "{% block heading %}Hello{% endblock %}{% block reason %}Because you applied.{% endblock %}",
    )

    assert html.count("<h1") == 1
    assert "Because you applied." in html
    assert 'href="https://convive.example/stop"' in html
    assert "Maison Alma SAS, 14 rue des Tisserands, 59100 Roubaix." in html


def test_plain_twin_is_not_escaped_and_carries_the_same():
    text = rendered(
        "txt",
        "{% block heading %}L'hiver{% endblock %}{% block button %}https://convive.example/{% endblock %}",
    )

    assert text.startswith("Maison Alma & fils\n\nL'hiver\n")
    assert "https://convive.example/stop" in text
    assert "<" not in text
