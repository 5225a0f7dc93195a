"""What must become of each, in patterns."""

import re

from cast import NAMES
from sender import ARRIVE, DROPPED
from table import Fate

DEFERRED = r"450 4\.7\.1 <\S+>: Recipient address rejected: Greylisted, please try again in 5 seconds"
TAKEN = r"250 2\.0\.0 Ok: queued as \w+"
UNKNOWN = r"550 5\.1\.1 <\S+>: Recipient address rejected: User unknown in local recipient table"
LISTED = r"554 5\.7\.1 <\S+>: Recipient address rejected: Rejected: listed by bl\.example\.org, https://\S+"

NEW = r"defer: greylisted \(first attempt\)"
CAME_BACK = r"pass: greylist_passed \(came back after \d+ s\)"
PROVEN = r"pass: auto_allowed \(\d+ distinct triplets of the network have passed\)"

ANY_TIME = "any time"
WAITS = "any time, waits 5 s"
# The ban's length is 60 s; the rest is what was seen.
AT_THE_END = r"in ([1-5]?\d|60) s; dropped until [1-9] s before, let in \d\.\d s after"

# Of unknown users within an hour: a tripwire.
TRIPWIRE = 10

TRAP = r"old\.bob@example\.net is a trap by old\.bob@example\.net"

PATIENT = Fate([DEFERRED, TAKEN], [NEW, CAME_BACK], ARRIVE, ANY_TIME)
ROBOT = Fate([DEFERRED] * 3, [NEW] * 3, ARRIVE, WAITS)
HARVESTER = Fate(
    [UNKNOWN],
    [rf"reject: spamtrap \({TRAP}\)", rf"noted: 1x spamtrap \({TRAP}\)", "banned: spamtrap"],
    DROPPED,
    AT_THE_END,
)
LATER = Fate([DEFERRED], [NEW], ARRIVE, WAITS)


def good(known):
    """In the first play the good sender has to prove itself."""
    if known:
        return Fate([TAKEN] * 5, [f"{PROVEN}|{CAME_BACK}"] * 5, ARRIVE, ANY_TIME)
    return Fate([DEFERRED] * 2 + [TAKEN] * 3, [NEW] * 2 + [CAME_BACK] * 2 + [PROVEN], ARRIVE, ANY_TIME)


def guesser(address, answers):
    """The ban cuts into the session, after the tripwire and before Postfix itself ends it: how soon, that is open."""
    guesses = min(max(answers - 1, TRIPWIRE), len(NAMES) - 1)
    line = rf"RCPT from \S+\[{re.escape(address)}\]: 550 5\.1\.1 .*"
    return Fate(
        [UNKNOWN] * guesses + ["no more answers"],
        # Doorward knows of it by the mail log alone.
        ["not asked", rf"noted: 1\dx unknown_user \({line}\)", f"banned: {TRIPWIRE} times unknown_user within 1 h"],
        DROPPED,
        AT_THE_END,
    )


def listed(address):
    """Listed alone is not enough to be refused; the rest is a bad name in HELO, and none in the DNS."""
    found = rf"bl\.example\.org: {re.escape(address)} 127\.0\.0\.2"
    return Fate(
        [LISTED] * 3,
        [
            *[rf"reject: score \(.*{found}\)"] * 3,
            r"noted: 3x bad_helo \(HELO pc-4711: .*\)",
            r"noted: 3x bad_name \(no reverse name\)",
            rf"noted: 3x dnsbl \({found}\)",
            "banned: 3 times dnsbl within 60 s",
        ],
        DROPPED,
        AT_THE_END,
    )
