package org.doorward.docker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.doorward.real.ChildProcess.Result;

/** A Postfix that is none of the play's, in a container: somebody's own, to which Doorward is added. */
final class OtherPostfix {

    /**
     * Sends from an address that Postfix is told of (XCLIENT). Prints each answer to a recipient, and that to the message if one was taken.
     */
    private static final String SEND = """
            import smtplib, sys
            session = smtplib.SMTP("127.0.0.1", 25, "mail.sender.example", 60)
            session.ehlo()
            address = "IPV6:" + sys.argv[1] if ":" in sys.argv[1] else sys.argv[1]
            told = session.docmd("XCLIENT", "ADDR=" + address + " NAME=[UNAVAILABLE]")
            if told[0] != 220:
                sys.exit("XCLIENT: %s" % (told,))
            session.ehlo()
            session.mail(sys.argv[2])
            codes = [session.rcpt(recipient) for recipient in sys.argv[3:]]
            if any(code == 250 for code, _ in codes):
                try:
                    codes.append(session.data("Subject: A test\\r\\n\\r\\nHello.\\r\\n"))
                except smtplib.SMTPDataError as refused:
                    codes.append((refused.smtp_code, refused.smtp_error))
            for code, text in codes:
                print(code, text.decode().replace("\\n", " "))
            """;

    /** Seconds, but on a machine that has much else to do. */
    private static final Duration START = Duration.ofMinutes(3);

    /** Whether a client is greeted within two seconds. */
    private static final String GREETED =
            "exec 3<>/dev/tcp/127.0.0.1/25 && read -r -t 2 -u 3 greeting && [[ $greeting == 220* ]]";

    private final Composed composed;
    private final String container;

    /**
     * Knows it.
     *
     * @param composed whose images are used
     * @param container its container's name
     */
    OtherPostfix(Composed composed, String container) {
        this.composed = composed;
        this.container = container;
    }

    /** Starts a container without a network in which nothing runs yet, with these volumes. */
    static OtherPostfix start(Composed composed, String container, String... volumes) {
        OtherPostfix postfix = new OtherPostfix(composed, container);
        postfix.remove();
        List<String> command = new ArrayList<>(
                List.of("docker", "run", "-d", "--pull=never", "--network", "none", "--name", container));
        // Berlin's time, in summer and in winter.
        command.addAll(List.of("--env", "TZ=CET-1CEST,M3.5.0,M10.5.0/3"));
        for (String volume : volumes) {
            command.addAll(List.of("-v", volume));
        }
        command.addAll(List.of(Composed.image("doorward-postfix"), "sleep", "600"));
        composed.docker().must(command.toArray(String[]::new));
        // Nothing of Doorward; and it believes the sender of these tests who it is.
        postfix.shell("postconf -X smtpd_recipient_restrictions smtpd_data_restrictions\n"
                + "postconf smtpd_authorized_xclient_hosts=127.0.0.1");
        return postfix;
    }

    /** Runs lines as root in it, all of which must succeed, and returns what they printed. */
    String shell(String lines) {
        return composed.docker().must("docker", "exec", container, "bash", "-euc", lines);
    }

    /** The value of a setting. */
    String setting(String name) {
        return shell("postconf -h " + name).strip();
    }

    /** Sends a mail from an address to recipients; returns the answers to each, and to the message. */
    List<String> send(String address, String sender, String... recipients) {
        List<String> command = new ArrayList<>(List.of(
                "docker",
                "run",
                "--rm",
                "--pull=never",
                "--network",
                "container:" + container,
                Composed.image("doorward-player"),
                "python3",
                "-c",
                SEND,
                address,
                sender));
        command.addAll(List.of(recipients));
        return composed.docker().lines(command.toArray(String[]::new));
    }

    /** Waits until it greets: an smtpd that could not be started is tried again after a minute only. */
    void await() {
        Docker.await("Postfix to greet", START, () -> {
            Result greeted = composed.docker().run("docker", "exec", container, "bash", "-c", GREETED);
            return greeted.status() == 0;
        });
    }

    void remove() {
        composed.docker().run("docker", "rm", "--force", "--volumes", container);
    }
}
