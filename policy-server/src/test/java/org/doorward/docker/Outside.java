package org.doorward.docker;

import java.util.ArrayList;
import java.util.List;
import org.doorward.real.ChildProcess.Result;

/**
 * A sender at the far end of the play's line, with any address of 198.51.100.0/24 and 2001:db8::/32. It has the player's place, so no play can be
 * given while it is there.
 */
final class Outside implements AutoCloseable {

    /**
     * Prints each answer to a recipient in a line, or what ended the session. Patient, as mail servers are: where names cannot be looked up, Postfix
     * takes its time to greet.
     */
    private static final String SEND = """
            import smtplib, subprocess, sys
            server4, server6, address, greeting, sender = sys.argv[1:6]
            # Else one of IPv6 cannot be used for the moment in which the kernel looks for another that has it.
            once = ["nodad"] if ":" in address else []
            subprocess.run(["ip", "address", "replace", address, "dev", "lo", *once], check=True)
            server = server6 if ":" in address else server4
            try:
                session = smtplib.SMTP(server, 25, greeting, 60, source_address=(address, 0))
                session.ehlo()
                session.mail(sender)
                for recipient in sys.argv[6:]:
                    code, text = session.rcpt(recipient)
                    print(code, text.decode().replace("\\n", " "), flush=True)
                    if code == 250:
                        print(*session.data("Subject: Knock\\r\\n\\r\\nWho is there?\\r\\n"), file=sys.stderr)
                session.quit()
            except (OSError, smtplib.SMTPException) as fault:
                print(fault)
            """;

    private static final String SERVER4 = "10.97.26.1";
    private static final String SERVER6 = "fd5e:d00d:26::1";

    private final Composed composed;
    private final String container;

    private Outside(Composed composed, String container) {
        this.composed = composed;
        this.container = container;
    }

    /** Lays both ends of the line. */
    static Outside of(Composed composed) {
        String container = Composed.container("outside");
        composed.docker().run("docker", "rm", "-f", container);
        composed.must("run", "--detach", "--name", container, "player", "sleep", "1800");
        Outside outside = new Outside(composed, container);
        outside.must("line", "player");
        return outside;
    }

    /** Lays Postfix's end of the line again, for the network namespace of a Postfix that was started again is a new one. */
    void layAgain() {
        composed.must("run", "--rm", "line");
    }

    /** Sends a mail, and returns Postfix's answers to the recipients in turn. The greeting is what it calls itself. */
    List<String> send(String address, String greeting, String sender, String... recipients) {
        List<String> words =
                new ArrayList<>(List.of("python3", "-c", SEND, SERVER4, SERVER6, address, greeting, sender));
        words.addAll(List.of(recipients));
        return must(words.toArray(String[]::new)).lines().toList();
    }

    /** Connects from each address, and returns Postfix's greetings in turn, or why there was none. */
    List<String> knock(String... addresses) {
        return Knock.from(composed.docker(), container, SERVER4, SERVER6, addresses);
    }

    private String must(String... words) {
        List<String> command = new ArrayList<>(List.of("docker", "exec", container));
        command.addAll(List.of(words));
        Result result = composed.docker().run(command.toArray(String[]::new));
        if (result.status() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + result);
        }
        return result.out();
    }

    @Override
    public void close() {
        composed.docker().must("docker", "rm", "-f", container);
    }
}
