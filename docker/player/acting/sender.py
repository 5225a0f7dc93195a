"""One who speaks to Postfix from an address of his own."""

import smtplib
import socket
import subprocess

SERVER = {4: "10.97.26.1", 6: "fd5e:d00d:26::1"}
PORT = 25

# Postfix answers within Doorward's five seconds, and after ten errors a second later each.
PATIENCE = 8

# A client whose packets are dropped sends its first again after a second.
KNOCKING = 2.5

MESSAGE = "From: {sender}\r\nTo: {recipient}\r\nSubject: The play\r\n\r\nHello.\r\n"


class Sender:
    """An actor."""

    def __init__(self, address, greeting):
        self.address = address
        self._greeting = greeting
        self._family = 6 if ":" in address else 4
        subprocess.run(["ip", "address", "replace", address, "dev", "lo"], check=True)

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
            try:
                session.ehlo()
                session.mail(sender)
                for recipient in recipients:
                    answers.append(Answer(*session.rcpt(recipient)))
                taken = [answer for answer in answers if answer.is_taken()]
                if taken:
                    code, text = session.data(MESSAGE.format(sender=sender, recipient=recipients[0]))
                    answers[-1] = Answer(code, text)
                session.quit()
            finally:
                session.close()
        except smtplib.SMTPDataError as refused:
            answers.append(Answer(refused.smtp_code, refused.smtp_error))
        except smtplib.SMTPServerDisconnected as end:
            # smtplib's word for both.
            answers.append(Answer(0, b"no more answers" if "timed out" in str(end) else b"session ended by the server"))
        except OSError as fault:
            answers.append(Answer(0, f"no answer: {fault}".encode()))
        return answers

    def arrives(self):
        """Whether its packets arrive: whether a connection is made."""
        try:
            with socket.create_connection((SERVER[self._family], PORT), KNOCKING, (self.address, 0)) as connection:
                # Postfix notes who leaves before the greeting, and it is no offence to have waited.
                connection.recv(200)
                connection.sendall(b"QUIT\r\n")
                connection.recv(200)
            return True
        except OSError:
            return False


class Answer:
    """What Postfix said; code 0 when it said nothing."""

    def __init__(self, code, text):
        self.code = code
        self.text = " ".join(text.decode(errors="replace").split())

    def is_taken(self):
        """Whether it was a yes."""
        return 200 <= self.code < 300

    def __str__(self):
        return f"{self.code} {self.text}" if self.code else self.text
