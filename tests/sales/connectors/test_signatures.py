"""Only what the shop signed gets in."""

import base64
import hashlib
import hmac
import json
import warnings
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from sales.connectors import generic, registry, shopify
from sales.connectors.generic import fake as generic_shop
from sales.connectors.shapes import BadSignature, Delivery
from sales.connectors.shopify import fake as shopify_shop

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
OLD, NEW = "old client secret", "new client secret"
OLD_KEY = "whsec_" + base64.b64encode(b"an old key of twenty-four bytes!").decode()
NEW_KEY = "whsec_" + base64.b64encode(b"a new key of twenty-four bytes!!").decode()
BODY = json.dumps({"type": "order.created", "data": {"id": "é"}}).encode()


def shopify_headers(secret=NEW, body=BODY):
    return shopify_shop.sign(body=body, secret=secret, at=NOON, delivery_id="d-1")


def generic_headers(secret=NEW_KEY, body=BODY, at=NOON):
    return generic_shop.sign(body=body, secret=secret, at=at, delivery_id="msg_1")


CASES = {
    "shopify": (shopify, shopify_headers, "X-Shopify-Hmac-Sha256", [OLD, NEW], ""),
    "generic": (generic, generic_headers, "webhook-signature", [OLD_KEY, NEW_KEY], "v1,"),
}
each_shop = pytest.mark.parametrize("shop", list(CASES))


@pytest.mark.parametrize(
    ("shop", "delivery"),
    [
        ("shopify", Delivery(delivery_id="d-1", topic="orders/create")),
        ("generic", Delivery(delivery_id="msg_1", topic="order.created")),
    ],
)
@pytest.mark.parametrize("which", [0, 1])
def test_verify_takes_either_secret_while_one_is_replaced(shop, delivery, which):
    module, headers, _, secrets, _ = CASES[shop]
    signed = headers(secret=secrets[which])
    assert module.verify(body=BODY, headers=signed, secrets=secrets, at=NOON) == delivery
    with pytest.raises(BadSignature, match="does not match"):
        module.verify(body=BODY, headers=signed, secrets=[secrets[1 - which]], at=NOON)


@each_shop
def test_verify_takes_header_names_in_any_capitals(shop):
    module, headers, _, secrets, _ = CASES[shop]
    for change in (str.upper, str.lower):
        given_headers = {change(name): value for name, value in headers().items()}
        assert module.verify(body=BODY, headers=given_headers, secrets=secrets, at=NOON)


@each_shop
def test_verify_refuses_every_flipped_bit_of_the_body(shop):
    module, headers, _, secrets, _ = CASES[shop]
    signed = headers()
    for bit in range(len(BODY) * 8):
        changed = bytearray(BODY)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadSignature):
            module.verify(body=bytes(changed), headers=signed, secrets=secrets, at=NOON)


@each_shop
def test_verify_refuses_every_flipped_bit_of_the_signature(shop):
    module, headers, name, secrets, _ = CASES[shop]
    signed = headers()
    for index, letter in enumerate(signed[name]):
        for bit in range(7):
            flipped = chr(ord(letter) ^ 1 << bit)
            wrong = signed[name][:index] + flipped + signed[name][index + 1 :]
            with pytest.raises(BadSignature):
                module.verify(body=BODY, headers={**signed, name: wrong}, secrets=secrets, at=NOON)


def spellings(true, prefix):
    encoded = true.removeprefix(prefix)
    digest = base64.b64decode(encoded)
    return {
        "hex": prefix + digest.hex(),
        "empty": "",
        "only the prefix": prefix,
        "newline after": true + "\n",
        "newline before": "\n" + true,
        "space after the prefix": prefix + " " + encoded,
        "no padding": true.rstrip("="),
        "more padding": true + "=",
        "url-safe": prefix + base64.urlsafe_b64encode(b"\xff" * 32).decode(),
        "unused bits set": prefix + encoded[:-2] + chr(ord(encoded[-2]) + 1) + "=",
        "shortened": true[:-5],
        "beyond ASCII": prefix + "é" * 44,
        "lone surrogate": prefix + "\ud800" * 44,
        "capitals": prefix + encoded.swapcase(),
    }


@each_shop
@pytest.mark.parametrize("spelling", list(spellings("v1,AAA=", "v1,")))
def test_verify_refuses_every_other_spelling(shop, spelling):
    module, headers, name, secrets, prefix = CASES[shop]
    signed = headers()
    wrong = {**signed, name: spellings(signed[name], prefix)[spelling]}
    assert wrong[name] != signed[name]
    with pytest.raises(BadSignature):
        module.verify(body=BODY, headers=wrong, secrets=secrets, at=NOON)


@each_shop
@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_verify_refuses_when_there_is_no_secret(shop, secrets):
    module, headers, _, _, _ = CASES[shop]
    # Signed with the empty key, as a forger would who hopes that none is set.
    with pytest.raises(BadSignature):
        module.verify(body=BODY, headers=headers(secret=""), secrets=secrets, at=NOON)


@each_shop
def test_verify_refuses_a_missing_or_empty_header(shop):
    module, headers, _, secrets, _ = CASES[shop]
    needed = {
        "shopify": ["X-Shopify-Topic", "X-Shopify-Hmac-Sha256", "X-Shopify-Webhook-Id"],
        "generic": ["webhook-id", "webhook-timestamp", "webhook-signature"],
    }[shop]
    for name in needed:
        without = {key: value for key, value in headers().items() if key != name}
        for broken in (without, {**without, name: ""}):
            with pytest.raises(BadSignature, match=name):
                module.verify(body=BODY, headers=broken, secrets=secrets, at=NOON)


def test_shopify_signature_is_base64_of_the_hmac_of_the_raw_body():
    expected = base64.b64encode(hmac.new(NEW.encode(), BODY, hashlib.sha256).digest()).decode()
    assert shopify_headers()["X-Shopify-Hmac-Sha256"] == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Shopify-Topic", "orders/create\n"),
        ("X-Shopify-Topic", "../etc"),
        ("X-Shopify-Webhook-Id", "a b"),
        ("X-Shopify-Webhook-Id", "x" * 129),
    ],
)
def test_shopify_refuses_malformed_ids_and_topics(name, value):
    with pytest.raises(BadSignature, match="malformed"):
        shopify.verify(
            body=BODY, headers={**shopify_headers(), name: value}, secrets=[NEW], at=NOON
        )


@settings(deadline=None, max_examples=50)
@given(
    st.binary(min_size=24, max_size=64), st.text(alphabet="abcXYZ019_-", min_size=1, max_size=40)
)
def test_generic_agrees_with_the_standardwebhooks_package(key, delivery_id):
    secret = "whsec_" + base64.b64encode(key).decode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = Webhook(secret).sign(delivery_id, NOON, BODY.decode())
    ours = generic_shop.sign(body=BODY, secret=secret, at=NOON, delivery_id=delivery_id)
    assert ours["webhook-signature"] == theirs
    headers = {**ours, "webhook-signature": f"v1a,other v1,AAAA {theirs}"}
    assert generic.verify(body=BODY, headers=headers, secrets=[secret], at=NOON).delivery_id == (
        delivery_id
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "msg_2"),
        ("webhook-id", "msg.1"),
        ("webhook-id", "msg_1\n"),
        ("webhook-timestamp", "1"),
        ("webhook-timestamp", "1e9"),
        ("webhook-timestamp", "-1"),
        ("webhook-timestamp", "\u0661\u0662"),
        ("webhook-signature", " ".join(["v1,AAAA"] * 9)),
        ("webhook-signature", "v2,AAAA"),
        ("webhook-signature", "AAAA"),
    ],
)
def test_generic_signs_id_and_timestamp_too(name, value):
    with pytest.raises(BadSignature):
        generic.verify(
            body=BODY, headers={**generic_headers(), name: value}, secrets=[NEW_KEY], at=NOON
        )


@pytest.mark.parametrize("version", ["v1a,", "v2,", "V1,", ""])
def test_generic_takes_no_other_version_for_v1(version):
    signed = generic_headers()
    other = signed["webhook-signature"].replace("v1,", version)
    with pytest.raises(BadSignature):
        generic.verify(
            body=BODY,
            headers={**signed, "webhook-signature": other},
            secrets=[NEW_KEY],
            at=NOON,
        )


@pytest.mark.parametrize(
    ("signed_at", "taken"),
    [
        (NOON + timedelta(minutes=5), True),
        (NOON + timedelta(minutes=5, seconds=1), False),
        (NOON - timedelta(days=400), True),
    ],
)
def test_generic_takes_late_deliveries_and_none_from_the_future(signed_at, taken):
    headers = generic_headers(at=signed_at)
    if taken:
        assert generic.verify(body=BODY, headers=headers, secrets=[NEW_KEY], at=NOON)
        return
    with pytest.raises(BadSignature, match="future"):
        generic.verify(body=BODY, headers=headers, secrets=[NEW_KEY], at=NOON)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{}", b'{"type": 3}', b"[" * 100_000])
def test_generic_keeps_a_signed_body_it_cannot_read(body):
    headers = generic_headers(body=body)
    delivery = generic.verify(body=body, headers=headers, secrets=[NEW_KEY], at=NOON)
    assert delivery == Delivery(delivery_id="msg_1", topic="")


def test_a_secret_that_is_not_base64_matches_nothing():
    with pytest.raises(BadSignature):
        generic.verify(body=BODY, headers=generic_headers(), secrets=["whsec_é!"], at=NOON)


def test_new_secrets_are_long_and_all_different():
    made = {generic_shop.new_secret() for _ in range(20)}
    assert len(made) == 20
    assert all(len(base64.b64decode(secret.removeprefix("whsec_"))) == 32 for secret in made)


def test_the_registry_knows_its_shops_and_no_other():
    assert registry.connector("SHOPIFY") is shopify
    assert registry.connector("GENERIC") is generic
    with pytest.raises(registry.UnknownShopKind, match="MARKET_STALL"):
        registry.connector("MARKET_STALL")
