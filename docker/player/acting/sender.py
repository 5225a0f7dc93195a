"""One who speaks to Postfix from an address of his own."""

import smtplib
import socket
import struct
import subprocess

SERVER = {4: "10.97.26.1", 6: "fd5e:d00d:26::1"}
PORT = 25

# Postfix answers within Doorward's five seconds, and after ten errors a second later each.
PATIENCE = 8

# A client whose packets are dropped sends its first again after a second.
KNOCKING = 2.5

ARRIVE = "arrive"
DROPPED = "dropped"

# Nothing is left behind when a connection is closed. What the kernel went on sending would be heard when the ban has ended.
AT_ONCE = struct.pack("ii", 1, 0)

MESSAGE = "From: {sender}\r\nTo: {recipient}\r\nSubject: The play\r\n\r\nHello.\r\n"


class Sender:
    """An actor."""

    def __init__(self, address, greeting):
        self.address = address
        self._greeting = greeting
        self._family = 6 if ":" in address else 4
        # Else one of IPv6 cannot be used for the moment in which the kernel looks for another that has it.
        at_once = ["nodad"] if self._family == 6 else []
        subprocess.run(["ip", "address", "replace", address, "dev", "lo", *at_once], check=True)

    def sends(self, sender, *recipients):
        """
        Sends a mail to each recipient who is taken, in one session.

        Returns the answers to the recipients in turn, or what ended the session.
        """
        answers = []
        try:
            session = smtplib.SMTP(
                SERVER[self._family], PORT, self._greeting, PATIENCE, source_address=(self.address, 0)
            )
            session.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            try:
                session.ehlo()
                session.mail(sender)
                for recipient in recipients:
                    answers.append(_said(*session.rcpt(recipient)))
                if any(answer.startswith("2") for answer in answers):
                    answers[-1] = _said(*session.data(MESSAGE.format(sender=sender, recipient=recipients[0])))
                session.quit()
            finally:
                session.close()
        except smtplib.SMTPDataError as refused:
            answers.append(_said(refused.smtp_code, refused.smtp_error))
        except smtplib.SMTPServerDisconnected as end:
            # smtplib's word for both.
            answers.append("no more answers" if "timed out" in str(end) else "session ended by the server")
        except OSError as fault:
            answers.append(f"no answer: {fault}")
        return answers

    def knocks(self):
        """
        Sends the first packet of a connection, and again after a second.

        Returns ARRIVE when it is answered, DROPPED when nothing is heard at all, and else what was heard, such as a refusal.
        """
        try:
            connection = socket.create_connection((SERVER[self._family], PORT), KNOCKING, (self.address, 0))
        except TimeoutError:
            return DROPPED
        except OSError as fault:
            return f"{fault.strerror}"
        with connection:
            try:
                # Postfix notes who leaves before the greeting, and it is no offence to have waited.
                connection.settimeout(PATIENCE)
                connection.recv(200)
                connection.sendall(b"QUIT\r\n")
                connection.recv(200)
            except OSError:
                # It has arrived, whatever became of it then.
                pass
        return ARRIVE


def _said(code, text):
    return f"{code} {' '.join(text.decode(errors='replace').split())}"
