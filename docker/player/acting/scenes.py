"""The play: who does what, when, and what must become of it. Addresses are those of RFC 5737 and RFC 3849."""

import time

from doorward import seconds_until
from sender import Sender
from table import Row

# Eight addresses each; the first of all is the good sender's.
BLOCKS = 31

# play.toml has greylist.delay = "5s".
DELAY = 6

# From a line in the mail log to a rule in the kernel it takes about a second.
BANNING = 20

# How much later than promised a ban may end: the kernel's clock goes by its own ticks.
GRACE = 10

DEFERRED = r"^450 4\.7\.1 .*Greylisted"
TAKEN = r"^250 "
UNKNOWN = r"^550 5\.1\.1 .*User unknown"


class NoAddressesLeft(Exception):
    """All blocks have been played from."""


class Cast:
    """Everybody, with addresses of one block."""

    def __init__(self, block):
        v4, v6 = f"198.51.100.{8 * block}", f"2001:db8:25:{block + 1:x}"
        prefix, last = v4.rsplit(".", 1)

        def host(number):
            return f"{prefix}.{int(last) + number}"

        self.good = Sender("198.51.100.1", "mail.mailer.example")
        self.patient = Sender(v6 + "::25", "mail.friends.example")
        self.robot = Sender(host(2), "user-22.dsl.example")
        self.guesser = Sender(host(3), "mail.guesser.example")
        self.listed = Sender(host(4), "pc-4711")
        self.harvester = Sender(f"2001:db8:26:{block + 1:x}::26", "mail.harvester.example")


def give_play(doorward, block, tell):
    """Gives the play, and returns its rows."""
    cast = Cast(_free_block(doorward) if block is None else block)
    rows = []

    tell("They come for the first time ...")
    known = doorward.knows(cast.good.address)
    first = cast.good.sends("alice@mailer.example", "bob@example.net")
    first += cast.good.sends("news@mailer.example", "carol@example.net")
    begun = time.monotonic()
    patient = cast.patient.sends("friend@friends.example", "bob@example.net")
    robot = cast.robot.sends("offer@shop.example", "bob@example.net", "carol@example.net", "info@example.net")
    robot_why = doorward.verdict(cast.robot.address)

    guessed = cast.guesser.sends("x@guesser.example", *(f"{name}@example.net" for name in _names()))
    listed = cast.listed.sends("win@prize.example", "bob@example.net")
    listed_why = doorward.verdict(cast.listed.address)
    listed += [answer for _ in range(2) for answer in cast.listed.sends("win@prize.example", "bob@example.net")]
    trapped = cast.harvester.sends("hello@harvester.example", "old.bob@example.net")
    trapped_why = doorward.verdict(cast.harvester.address)

    tell("Some come back ...")
    time.sleep(max(0.0, begun + DELAY - time.monotonic()))
    again = cast.good.sends("alice@mailer.example", "bob@example.net")
    again += cast.good.sends("news@mailer.example", "carol@example.net")
    stranger = cast.good.sends(f"new.{int(time.time())}@mailer.example", "info@example.net")
    patient += cast.patient.sends("friend@friends.example", "bob@example.net")

    rows.append(
        Row(
            "a good sender",
            cast.good.address,
            [str(answer) for answer in first + again + stranger],
            doorward.verdict(cast.good.address),
            cast.good.arrives(),
            "any time",
            [TAKEN if known else DEFERRED] * 2 + [TAKEN] * 3,
            r"^pass: auto_allowed",
            True,
        )
    )
    rows.append(
        Row(
            "one who comes back",
            cast.patient.address,
            [str(answer) for answer in patient],
            doorward.verdict(cast.patient.address),
            cast.patient.arrives(),
            "any time",
            [DEFERRED, TAKEN],
            r"^pass: greylist_passed",
            True,
        )
    )
    rows.append(
        Row(
            "a robot that does not",
            cast.robot.address,
            [str(answer) for answer in robot],
            robot_why,
            cast.robot.arrives(),
            "any time, waits 5 s",
            [DEFERRED] * 3,
            r"^defer: greylisted",
            True,
        )
    )
    banned = [
        (
            "one who guesses users",
            cast.guesser,
            guessed,
            "not asked, the watch saw it",
            # The ban cuts into the session.
            [UNKNOWN] * 10 + [UNKNOWN + "|^no more answers"] * (len(guessed) - 10),
            "unknown_user",
        ),
        (
            "one on a DNS list",
            cast.listed,
            listed,
            listed_why,
            [r"^554 5\.7\.1 .*bl\.example\.org"] * 3,
            "dnsbl",
        ),
        (
            "one who wrote to a trap",
            cast.harvester,
            trapped,
            trapped_why,
            [UNKNOWN],
            "spamtrap",
        ),
    ]
    tell("Some are banned ...")
    for who, actor, answers, why, must_answer, vector in banned:
        ban = _await(lambda actor=actor: doorward.ban(actor.address), BANNING)
        arrives = not _await(lambda actor=actor: not actor.arrives(), BANNING)
        rows.append(
            Row(
                who,
                actor.address,
                [str(answer) for answer in answers],
                f"{why}; banned: {ban['reason']}" if ban else f"{why}; not banned",
                arrives,
                f"in {seconds_until(ban['until']):.0f} s" if ban else "any time",
                must_answer,
                rf"; banned: .*{vector}",
                False,
            )
        )

    tell("Their bans last a minute ...")
    for who, actor in (("the guesser, later", cast.guesser), ("the trapped one, later", cast.harvester)):
        ban = doorward.ban(actor.address)
        if ban:
            time.sleep(seconds_until(ban["until"]))
        arrives = bool(_await(actor.arrives, GRACE))
        answers = actor.sends("sorry@mailer.example", "bob@example.net")
        rows.append(
            Row(
                who,
                actor.address,
                [str(answer) for answer in answers],
                doorward.verdict(actor.address),
                arrives,
                "any time",
                [DEFERRED],
                r"^defer: greylisted",
                True,
            )
        )
    return rows


def _free_block(doorward):
    for block in range(BLOCKS):
        if not doorward.knows(f"198.51.100.{8 * block + 2}"):
            return block
    raise NoAddressesLeft(
        'every address of the play is known by now; begin anew with "docker compose -f docker/compose.yaml down -v"'
    )


def _names():
    """Twelve; ten unknown users in an hour are a tripwire."""
    return "adam anna ben carla dan emma frank gina hans ida john kate".split()


def _await(question, seconds):
    """The first answer that is one, or None when there was none in time."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer or time.monotonic() > end:
            return answer or None
        time.sleep(0.3)
