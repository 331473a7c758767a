"""The draw core: sealing, randomness, order and proof, in plain Python and NumPy.

No Django, no Celery, no other room: a stranger can re-run a published draw with this folder alone.
The text that rules is `docs/protocol/draw-v1.md`; `verify.py` is written from that text and
imports nothing from here.
"""
