"""Who is who. Addresses are those of RFC 5737 and RFC 3849."""

from sender import Sender

# Eight addresses each; the first of all is the good sender's.
BLOCKS = 31

# Nineteen; ten unknown users in an hour are a tripwire, and at twenty Postfix itself ends the session.
NAMES = (
    "adam anna ben carla dan emma frank gina hans ida john kate leo mia nora otto paul rosa tom".split()
)


class NoAddressesLeft(Exception):
    """All blocks have been played from."""


class Cast:
    """Everybody, with addresses of one block."""

    def __init__(self, block):
        def v4(number):
            return f"198.51.100.{8 * block + number}"

        def v6(network, host):
            return f"2001:db8:{network}:{block + 1:x}::{host}"

        self.good = Sender("198.51.100.1", "mail.mailer.example")
        self.patient = Sender(v6(25, 25), "mail.friends.example")
        self.robot = Sender(v4(2), "user-22.dsl.example")
        self.guesser = Sender(v4(3), "mail.guesser.example")
        self.listed = Sender(v4(4), "pc-4711")
        self.harvester = Sender(v6(26, 26), "mail.harvester.example")

    def witness(self, actor):
        """A good one whose packets go the same way: where they arrive, silence is not for want of a way."""
        return self.patient if ":" in actor.address else self.good


def free_block(doorward):
    """The first of which Doorward knows nothing."""
    for block in range(BLOCKS):
        if not doorward.knows(f"198.51.100.{8 * block + 2}"):
            return block
    raise NoAddressesLeft(
        "every address of the play is known by now; begin anew with "
        "\"docker compose -f docker/compose.yaml --profile '*' down -v\""
    )
