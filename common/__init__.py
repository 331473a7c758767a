"""What every room needs: clock, outbox, audit chain, codes, money, drawing the tables, paper (PDF)."""
