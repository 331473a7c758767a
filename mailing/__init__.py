"""Every mail as a row before it leaves; stopping."""
