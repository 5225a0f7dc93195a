package org.doorward.observe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * systemd-notify(1), for where Netty's native epoll does not load: a process a message. The unit must permit it with
 * {@code NotifyAccess=all}, since the messages come from children.
 */
final class NotifyProgram implements NotifyWay {

    private static final Logger LOG = LoggerFactory.getLogger(NotifyProgram.class);

    /** A process starts in milliseconds; on a host that is so busy that it does not, the next message may. */
    private static final long WAIT_SECONDS = 5;

    private final String program;

    /** The program of this name, or at this path. */
    NotifyProgram(String program) {
        this.program = program;
    }

    @Override
    public void send(String message) {
        List<String> command = new ArrayList<>(List.of(program, "--no-block"));
        message.lines().forEach(command::add);
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                untold(message, program + " does not end");
            } else if (process.exitValue() != 0) {
                untold(message, program + " ended with " + process.exitValue());
            }
        } catch (IOException e) {
            untold(message, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void untold(String message, String why) {
        LOG.warn("systemd was not told \"{}\": {}", message.lines().findFirst().orElse(""), why);
    }

    @Override
    public void close() {
        // Nothing is kept open between two messages.
    }
}
