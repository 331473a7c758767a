"""Where beacon rounds come from: public relays, pasted text, or the demo's rehearsal chain."""
