package org.doorward.firewall.tool;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;

/** A program that can be started any number of times: one process a call, ended with its children when it takes too long. */
public final class Executable {

    private final List<String> program;
    private final String install;

    /**
     * A program.
     *
     * @param program its name or place, and the arguments that come first
     * @param install what is to be installed where it is missing, such as {@code the package nftables}
     */
    public Executable(List<String> program, String install) {
        if (program.isEmpty()) {
            throw new IllegalArgumentException("there is no program");
        }
        this.program = List.copyOf(program);
        this.install = install;
    }

    /**
     * Starts it.
     *
     * @throws FirewallException when that cannot be done; the kind says why
     */
    public Process start(List<String> arguments, Redirect input, Redirect output, Redirect errors)
            throws FirewallException {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(input)
                .redirectOutput(output)
                .redirectError(errors);
        // Its messages are told apart by their text.
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            throw notStarted(e);
        }
    }

    private FirewallException notStarted(IOException cause) {
        String text = String.valueOf(cause.getMessage());
        if (text.contains("No such file or directory")) {
            return new FirewallException(
                    Kind.MISSING, program.get(0) + " is not there: install " + install + ", or name its place", cause);
        }
        Kind kind = text.contains("Permission denied") ? Kind.FORBIDDEN : Kind.REFUSED;
        return new FirewallException(kind, program.get(0) + " cannot be started: " + text, cause);
    }

    /**
     * Waits for the end of a process that was started here.
     *
     * @return its status
     * @throws FirewallException when it did not end in time, or the thread was interrupted; it has then been killed
     */
    public int await(Process process, Duration patience) throws FirewallException {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw givenUp(process, "did not end within " + patience.toMillis() + " ms and was killed");
        } catch (InterruptedException e) {
            throw interrupted(process);
        }
    }

    /** The failure of a process for which nobody waits any more, for the thread was interrupted, and is so again. */
    public FirewallException interrupted(Process process) {
        Thread.currentThread().interrupt();
        return givenUp(process, "was killed, for Doorward stops");
    }

    /** The failure of a process for which nobody waits any more; it is killed. */
    public FirewallException givenUp(Process process, String why) {
        kill(process);
        return new FirewallException(Kind.UNKNOWN, this + " " + why + ": whether it was done is not known");
    }

    /** Ends a process and what it has started. */
    public static void kill(Process process) {
        // Its children first, for they are nobody's afterwards.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The failure of a call whose input or output could not be put into a file. */
    public static FirewallException noTemporaryFile(IOException cause) {
        return new FirewallException(
                Kind.REFUSED,
                "no file can be written in the folder of temporary files, java.io.tmpdir: " + cause,
                cause);
    }

    /** As an operator would type it. */
    public String shown(List<String> arguments) {
        return this + " " + String.join(" ", arguments);
    }

    /** Its name or place, and the arguments that come first. */
    @Override
    public String toString() {
        return String.join(" ", program);
    }
}
