"""The play: who does what, and when."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import musts
from cast import NAMES, Cast, free_block
from doorward import moment, now, seconds_until
from sender import ARRIVE, DROPPED, KNOCKING
from table import Fate, Row

# play.toml has greylist.delay = "5s".
DELAY = 6

# From a line in the mail log to a rule in the kernel it takes about a second.
BANNING = 20

# play.toml has ban.ladder = ["1m"]; nobody waits for the end of a longer one.
LONGEST = 60

# Two packets that nobody answers, and so much before the end of a ban that a slow machine has not passed it.
LAST_TRY = 2 * KNOCKING + 3

# How much earlier or later than promised a ban may end: the kernel has it in whole seconds, and later than Doorward.
EARLY = 1
LATE = 5


def give_play(doorward, block, tell):
    """Gives the play, and returns its rows."""
    with ThreadPoolExecutor() as stage:
        play = Play(doorward, Cast(free_block(doorward) if block is None else block), stage)
        tell("They come for the first time ...")
        play.all_come()
        tell("Some come back ...")
        play.some_come_back()
        let_in = play.let_in()
        tell("Some are banned ...")
        banned = play.banned()
        tell("Their bans last a minute ...")
        play.sit_out(banned)
        return let_in + banned + play.come_later()


class Play:
    """One play, act by act. Those who wait for what nobody answers do so at the same time."""

    def __init__(self, doorward, cast, stage):
        self._doorward = doorward
        self._cast = cast
        self._stage = stage
        self._known = doorward.knows(cast.good.address)
        self._begun = now()
        # What each was answered.
        self._heard = {}

    def all_come(self):
        """Everybody comes for the first time, the listed one three times; those who do come back do so when they may."""
        cast = self._cast
        # In the end he hears nothing more, and waits; nobody waits for him.
        guesses = (f"{name}@example.net" for name in NAMES)
        self._guessing = self._stage.submit(self._sends, cast.guesser, "x@guesser.example", *guesses)
        self._send_what_is_wanted()
        self._may_return = time.monotonic() + DELAY
        self._sends(cast.robot, "offer@shop.example", "bob@example.net", "carol@example.net", "info@example.net")
        for _ in range(3):
            self._sends(cast.listed, "win@prize.example", "bob@example.net")
        self._sends(cast.harvester, "hello@harvester.example", "old.bob@example.net")

    def some_come_back(self):
        """Two come back when they may, and the good sender has another mail, of a sender whom nobody knows."""
        time.sleep(max(0.0, self._may_return - time.monotonic()))
        self._send_what_is_wanted()
        self._sends(self._cast.good, f"new.{int(time.time())}@mailer.example", "info@example.net")
        self._guessing.result()

    def let_in(self):
        """The rows of those whom nobody bans."""
        cast = self._cast
        return [
            self._row("a good sender", cast.good, musts.good(self._known)),
            self._row("one who comes back", cast.patient, musts.PATIENT),
            self._row("a robot that does not", cast.robot, musts.ROBOT),
        ]

    def banned(self):
        """The rows of those who are banned, once they are."""
        cast = self._cast
        guesser = musts.guesser(cast.guesser.address, len(self._heard[cast.guesser]))
        return list(
            self._stage.map(
                self._banned_row,
                ("one who guesses users", "one on a DNS list", "one who wrote to a trap"),
                (cast.guesser, cast.listed, cast.harvester),
                (guesser, musts.listed(cast.listed.address), musts.HARVESTER),
            )
        )

    def sit_out(self, rows):
        """Adds to the rows of the banned what was seen of their bans' ends."""
        cast = self._cast
        ends = self._stage.map(self._tries_until_let_in, (cast.guesser, cast.listed, cast.harvester))
        for row, end in zip(rows, ends):
            row.was.back += end

    def come_later(self):
        """The rows of two who were banned, and now have a mail like anybody's."""
        self._heard.clear()
        self._begun = now()
        rows = []
        for who, actor in (("the guesser, later", self._cast.guesser), ("the trapped one, later", self._cast.harvester)):
            self._sends(actor, "sorry@mailer.example", "bob@example.net")
            rows.append(self._row(who, actor, musts.LATER))
        return rows

    def _send_what_is_wanted(self):
        self._sends(self._cast.good, "alice@mailer.example", "bob@example.net")
        self._sends(self._cast.good, "news@mailer.example", "carol@example.net")
        self._sends(self._cast.patient, "friend@friends.example", "bob@example.net")

    def _sends(self, actor, sender, *recipients):
        self._heard.setdefault(actor, []).extend(actor.sends(sender, *recipients))

    def _row(self, who, actor, must):
        decided = self._doorward.decided(actor.address, self._begun)
        return Row(who, actor.address, Fate(self._heard[actor], decided, actor.knocks(), self._may_come(actor)), must)

    def _banned_row(self, who, actor, must):
        ban = _await(lambda: self._doorward.ban(actor.address), lambda ban: ban, BANNING)
        packets = _await(lambda: self._packets(actor), lambda packets: packets == DROPPED, BANNING)
        decided = self._doorward.decided(actor.address, self._begun) + self._doorward.noted(actor.address)
        decided += [f"banned: {ban['reason']}"] if ban else []
        return Row(who, actor.address, Fate(self._heard[actor], decided, packets, self._may_come(actor)), must)

    def _may_come(self, actor):
        """When it may come back, by its ban, and how long its mail waits, by Postfix's answer."""
        ban = self._doorward.ban(actor.address)
        left = seconds_until(moment(ban.get("lifted", ban["until"]))) if ban else 0
        if left > 0:
            return f"in {left:.0f} s"
        waits = re.search(r"try again in (\d+) seconds", self._heard[actor][-1])
        return f"any time, waits {waits[1]} s" if waits else "any time"

    def _packets(self, actor):
        """What becomes of its packets: they are dropped when two are not answered, and one between them of a good sender is."""
        first = actor.knocks()
        if first != DROPPED:
            return first
        good = self._cast.witness(actor).knocks()
        return actor.knocks() if good == ARRIVE else f"not even the good one's: {good}"

    def _tries_until_let_in(self, actor):
        """Tries again and again, and says when it was dropped for the last time, and when it was let in."""
        ban = self._doorward.ban(actor.address)
        if not ban or seconds_until(moment(ban["until"])) > LONGEST:
            return ""
        until = moment(ban["until"])
        dropped = seconds_until(until)
        while seconds_until(until) > LAST_TRY:
            packets = self._packets(actor)
            dropped = seconds_until(until)
            if packets != DROPPED and dropped > EARLY:
                return f"; but {'let in' if packets == ARRIVE else packets} {dropped:.0f} s before"
        time.sleep(max(0.0, seconds_until(until)))
        packets = _await(actor.knocks, lambda packets: packets == ARRIVE, LATE)
        end = f"let in {-seconds_until(until):.1f} s after" if packets == ARRIVE else f"{packets} after"
        return f"; dropped until {dropped:.0f} s before, {end}"


def _await(question, is_it, seconds):
    """The first answer that is it, or the last one when there was none in time."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if is_it(answer) or time.monotonic() > end:
            return answer
        time.sleep(0.3)
