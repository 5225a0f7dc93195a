"""Asks Doorward what it knows of a client, by its admin listener."""

import http.client
import json
from datetime import datetime, timezone

HOST = "10.97.25.60"
PORT = 60080
TOKEN = "/run/doorward/admin-token"

# It answers within milliseconds; a machine that builds something beside it may be slow.
PATIENCE = 10

# Of the evidence of an offence so much is shown: of a line of the mail log who it was, and what Postfix answered.
EVIDENCE = 60


class Unanswered(Exception):
    """Doorward gave no answer."""


class Doorward:
    """The running server."""

    def __init__(self):
        self._token = ""

    def why(self, address):
        """All that is known of a client: see "doorward why --json"."""
        return self._post("/api/v1/why", {"of": address})

    def knows(self, address):
        """Whether the client has been heard of before."""
        account = self.why(address)
        held_against = any(client["offences"] or client["bans"] for client in account["clients"])
        return bool(account["verdicts"] or account["greylist"] or held_against)

    def decided(self, address, since):
        """Its verdicts on the client's recipients since a moment, in turn, each with its reason and what led to it."""
        verdicts = [
            verdict
            for verdict in reversed(self.why(address)["verdicts"])
            if verdict["state"] == "RCPT" and moment(verdict["at"]) >= since
        ]
        return [
            f"{verdict['verdict']}: {verdict['reason']}" + (f" ({verdict['detail']})" if verdict["detail"] else "")
            for verdict in verdicts
        ] or ["not asked"]

    def noted(self, address):
        """The offences of the client, whoever told of them, each with the evidence: words of a check, or a line of the mail log."""
        offences = [offence for client in self.why(address)["clients"] for offence in client["offences"]]
        return [
            f"noted: {offence['times']}x {offence['vector']} ({_cut(offence['evidence'])})"
            for offence in sorted(offences, key=lambda offence: offence["vector"])
        ]

    def ban(self, address):
        """The latest ban of the client, or None."""
        bans = [ban for client in self.why(address)["clients"] for ban in client["bans"]]
        return max(bans, key=lambda ban: moment(ban["since"])) if bans else None

    def _post(self, path, body):
        try:
            if not self._token:
                with open(TOKEN, encoding="ascii") as file:
                    self._token = file.read().strip()
            connection = http.client.HTTPConnection(HOST, PORT, timeout=PATIENCE)
            headers = {"Authorization": "Bearer " + self._token, "Content-Type": "application/json"}
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
            connection.close()
        except (OSError, http.client.HTTPException) as fault:
            raise Unanswered(f"Doorward on {HOST}:{PORT} cannot be asked: {fault}") from fault
        if answer.status != 200:
            raise Unanswered(f"Doorward says {answer.status}: {text.decode(errors='replace')}")
        return json.loads(text)


def moment(instant):
    """A moment as Doorward writes it. As texts they have no order: one has a part of a second, another has none."""
    return datetime.fromisoformat(instant)


def now():
    """This moment, by the clock of the machine, which is Doorward's as well."""
    return datetime.now(timezone.utc)


def seconds_until(end):
    """Seconds from now to a moment; less than 0 when it is over."""
    return (end - now()).total_seconds()


def _cut(text):
    return text if len(text) <= EVIDENCE else text[:EVIDENCE] + "..."
