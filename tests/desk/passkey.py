"""A security key made of software: it registers and answers like the one in somebody's pocket."""

import hashlib
import json
import os
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

PRESENT_AND_VERIFIED, WITH_KEY = 0x05, 0x40


class Passkey:
    """One key pair for one site; ``origin`` is where the browser says it is."""

    def __init__(self, origin: str = "https://testserver") -> None:
        self.origin = origin
        self.id = os.urandom(16)
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.used = 0

    def made(self, options: dict[str, Any]) -> str:
        """The answer to ``navigator.credentials.create``."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.secret.public_key())))
        described = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(options["rp"]["id"], PRESENT_AND_VERIFIED | WITH_KEY) + described
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._client_data("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": _b64(said), "attestationObject": _b64(attested)})

    def answer(self, options: dict[str, Any]) -> str:
        """The answer to ``navigator.credentials.get``."""
        data = self._data(options["rpId"], PRESENT_AND_VERIFIED)
        said = self._client_data("webauthn.get", options["challenge"])
        signed = self.secret.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": _b64(said),
                "authenticatorData": _b64(data),
                "signature": _b64(signed),
            }
        )

    def _data(self, site: str, flags: int) -> bytes:
        self.used += 1
        return (
            hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.used.to_bytes(4, "big")
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps(
            {
                "id": _b64(self.id),
                "rawId": _b64(self.id),
                "type": "public-key",
                "authenticatorAttachment": "cross-platform",
                "clientExtensionResults": {},
                "response": response,
            }
        )


def _b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
