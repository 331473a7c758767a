"""Mail that other libraries write becomes a row."""

from django.core.mail import EmailMultiAlternatives

from mailing.models import Message


def test_queue_backend_writes_one_row_for_each_recipient(db, noon):
    mail = EmailMultiAlternatives(
        "Your code", "123456", to=["a@example.com", "b@example.com"], reply_to=["c@example.com"]
    )
    mail.attach_alternative("<b>123456</b>", "text/html")

    assert mail.send() == 1

    rows = Message.objects.order_by("pk").values_list(
        "template", "to_address", "subject", "text", "html", "reply_to", "state", "send_after"
    )
    words = ("Your code", "123456", "<b>123456</b>", "c@example.com", "QUEUED", noon)
    assert list(rows) == [
        ("account", "a@example.com", *words),
        ("account", "b@example.com", *words),
    ]
