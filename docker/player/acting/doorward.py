"""Asks Doorward what it knows of a client, by its admin listener."""

import http.client
import json
from datetime import datetime, timezone

HOST = "10.97.25.60"
PORT = 60080
TOKEN = "/run/doorward/admin-token"

# It answers within milliseconds; a machine that builds something beside it may be slow.
PATIENCE = 10


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

    def verdict(self, address):
        """The latest verdict on a recipient of the client's: its reason, with what led to it."""
        verdicts = [verdict for verdict in self.why(address)["verdicts"] if verdict["state"] == "RCPT"]
        if not verdicts:
            return "not asked"
        latest = max(verdicts, key=lambda verdict: verdict["at"])
        detail = f" ({latest['detail']})" if latest["detail"] else ""
        return f"{latest['verdict']}: {latest['reason']}{detail}"

    def ban(self, address):
        """The latest ban of the client, or None."""
        bans = [ban for client in self.why(address)["clients"] for ban in client["bans"]]
        return max(bans, key=lambda ban: ban["since"]) if bans else None

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


def seconds_until(instant):
    """Seconds from now to an instant as Doorward writes it; at least 0."""
    # Python before 3.11 reads no more than six digits of a second, and Doorward writes nine.
    whole = datetime.strptime(instant[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return max(0.0, (whole - datetime.now(timezone.utc)).total_seconds() + 1)
