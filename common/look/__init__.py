"""What the pages share to draw and to speak: the table, charts, QR codes, icons, dates as people say them."""
