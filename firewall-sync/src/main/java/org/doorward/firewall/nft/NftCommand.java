package org.doorward.firewall.nft;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;

/**
 * Runs {@code nft}, one process a call, and ends it when it takes too long.
 *
 * <p>Three threads serve each process, for one that neither reads nor writes must not hold up the caller. They are daemons: should a child of
 * a killed process keep a pipe open, its thread waits until that child ends, and nobody waits for the thread.
 */
final class NftCommand {

    /** Once the process has ended, what it wrote is read in no time; this bounds the case that a child of it still writes. */
    private static final long GRACE_SECONDS = 5;

    /** Far above one million elements (some 60 MB), and above any ruleset without them. */
    private static final long MOST_BYTES = 256L << 20;

    private final List<String> program;

    NftCommand(List<String> program) {
        this.program = program;
    }

    /** Reads what the program writes; it need not read all of it. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Reader output) throws IOException;
    }

    /** Has a transaction done. */
    void run(String script, Duration patience) throws FirewallException {
        call(List.of("-f", "-"), script, output -> "", patience);
    }

    /** Has a transaction tried, and undone. */
    void check(String script, Duration patience) throws FirewallException {
        call(List.of("-c", "-f", "-"), script, output -> "", patience);
    }

    /** Has something listed. */
    <T> T list(Reading<T> reading, Duration patience, String... arguments) throws FirewallException {
        return call(List.of(arguments), "", reading, patience);
    }

    /** Starts a program that goes on; its errors go nowhere. */
    Process start(String... arguments) throws FirewallException {
        return start(List.of(arguments), ProcessBuilder.Redirect.DISCARD);
    }

    private <T> T call(List<String> arguments, String input, Reading<T> reading, Duration patience)
            throws FirewallException {
        Process process = start(arguments, ProcessBuilder.Redirect.PIPE);
        FutureTask<T> output = serve("output", () -> {
            try (InputStream stream = new BoundedStream(process.getInputStream(), MOST_BYTES);
                    Reader text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                T result = reading.read(text);
                // To the end, for who writes to a pipe that is closed is ended by that.
                text.transferTo(Writer.nullWriter());
                return result;
            }
        });
        FutureTask<String> errors = serve("errors", () -> NftErrors.read(process.getErrorStream()));
        FutureTask<Boolean> written = serve("input", () -> write(process.getOutputStream(), input));
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw unknown(process, "did not end within " + patience.toMillis() + " ms and was killed");
            }
            String said = errors.get(GRACE_SECONDS, TimeUnit.SECONDS);
            if (process.exitValue() != 0) {
                throw NftErrors.of(shown(arguments), process.exitValue(), said);
            }
            T result = output.get(GRACE_SECONDS, TimeUnit.SECONDS);
            if (!written.get(GRACE_SECONDS, TimeUnit.SECONDS)) {
                throw unknown(process, "did not read all of its input");
            }
            return result;
        } catch (ExecutionException e) {
            throw new FirewallException(
                    Kind.REFUSED, shown(arguments) + " wrote what cannot be read: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw unknown(process, "has ended, but something that it started has not");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(process, "was killed, for Doorward stops");
        }
    }

    private Process start(List<String> arguments, ProcessBuilder.Redirect errors) throws FirewallException {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
        // Its messages are told apart by their text.
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            throw NftErrors.notStarted(program.get(0), e);
        }
    }

    private static boolean write(OutputStream stream, String input) {
        try (stream) {
            stream.write(input.getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException e) {
            // It has ended before it read all; its status and its errors tell why.
            return false;
        }
    }

    private static <T> FutureTask<T> serve(String what, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "nft-" + what);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private FirewallException unknown(Process process, String what) {
        kill(process);
        return new FirewallException(
                Kind.UNKNOWN, String.join(" ", program) + " " + what + ": whether it was done is not known");
    }

    /** Ends a process and what it has started. */
    static void kill(Process process) {
        // Its children first, for they are nobody's afterwards.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private String shown(List<String> arguments) {
        return String.join(" ", program) + " " + String.join(" ", arguments);
    }
}
