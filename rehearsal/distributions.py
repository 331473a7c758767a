"""How everybody behaves, in one place: shares are of one, counts are whole.

They are made up to be hard on the house, not measured: bad weather comes far more often than in life.
"""

from __future__ import annotations

# --- fans -----------------------------------------------------------------------------------------
NETWORKS = {"instagram": 0.42, "tiktok": 0.24, "facebook": 0.20, "newsletter": 0.14}
"""By which recruiting link a fan arrives."""
DAYS_OF_ARRIVAL = (0.34, 0.22, 0.14, 0.10, 0.20)
"""The share of fans that comes on each day of the window: a rush, a lull, a last evening."""
IN_ENGLISH = 0.18
GIVES_UP = 0.06  # begins an application and never hands it in
TIED_TO_BRAND = 0.02  # the four that may not take part
UNDER_AGE = 0.015
TABLE_TOO_SMALL = 0.02
OVERSEAS = 0.015
SAME_HOME = 0.03  # lives where the fan before them lives
PRESSES_TWICE = 0.08  # hands the application in twice, at once
COMES_BACK = 0.05  # applies again from another browser, with the same address
THINKS_BETTER = 0.03  # withdraws before closing
FILLS_EVERYTHING = 0.03  # writes into the field that people do not see: it is held for staff
OF_THOSE_PROGRAMS = 0.6  # the others are people whose browser filled it in
PREVIEWED = 0.10  # sends the link on, and a messenger fetches it for a preview

# --- those who are offered a table ---------------------------------------------------------------
SAYS_NO = 0.14
SAYS_NOTHING = 0.16
GIVES_BACK = 0.08  # says yes, then gives the table back before the parcel leaves
MOVES_DATE = 0.15
PRESSES_YES_TWICE = 0.15
HOSTS_PER_FAN = 1 / 25
FEWEST_HOSTS, MOST_HOSTS = 4, 40

# --- parcels -------------------------------------------------------------------------------------
COMES_LATE = 0.15  # lands three days after the others
SHIPPED_TWICE = 0.20  # the packer presses "it has left" twice

# --- guests --------------------------------------------------------------------------------------
INVITED = (5, 12)  # friends who open the link, per table
ANSWERS = {"YES": 0.64, "MAYBE": 0.08, "NO": 0.14, "": 0.14}  # "" looks and says nothing
ADULTS = {1: 0.45, 2: 0.45, 3: 0.10}
CHILDREN = {0: 0.86, 1: 0.10, 2: 0.04}
GIVES_ADDRESS = 0.85
LETS_BE_COUNTED = 0.55  # of those who gave an address
ANSWERS_TWICE = 0.12  # a double click
ANSWERS_AGAIN = 0.06  # later, from another browser, with the same address
LEAVES = 0.14  # says no after having said yes
LINK_PREVIEWED = 0.30

# --- the shop ------------------------------------------------------------------------------------
BUYS = 0.50  # of those who had a chair
BUYS_AGAIN = 0.12
STRANGERS = 0.20  # orders of nobody we know, per order of a guest
SIGNALS = {"click": 0.40, "code": 0.34, "email": 0.18, "robot": 0.08}
"""What ties an order to a table; a robot's click is none."""
CODE_OF_ANOTHER_TABLE = 0.08  # the code was passed on: it counts for the table it belongs to
REFUNDED = 0.18
REFUNDED_WHOLE = 0.35  # of the refunded
CANCELLED = 0.04
TEST_ORDER = 0.03
TOLD_TWICE = 0.20  # the same delivery again
TOLD_ANEW = 0.10  # the same order under another delivery id
REFUND_FIRST = 0.35  # the refund arrives before its order
FORGED = 0.12  # somebody else's signature, per order
LINES = (1, 4)  # lines in an order
LINE_CENTS = (900, 14_900)
