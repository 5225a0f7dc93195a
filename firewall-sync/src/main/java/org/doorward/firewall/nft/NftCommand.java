package org.doorward.firewall.nft;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.firewall.tool.Executable;

/**
 * Runs {@code nft}, one process a call, and ends it when it takes too long.
 *
 * <p>A transaction is handed over in a file. What comes by a pipe ends early where this program is killed while it writes, and nft would do
 * what it has got by then: delete a table that the rest would have made anew, or leave an element without end. Only what nft refuses
 * wherever it is cut off is {@linkplain #stream streamed}: nft reads it while it is being written.
 *
 * <p>Two threads read what each process writes, and one writes what is streamed, for one that hangs must not hold up the caller. They are daemons: should a child of a killed
 * process keep a pipe open, its thread waits until that child ends, and nobody waits for the thread.
 */
public final class NftCommand {

    /** Once the process has ended, what it wrote is read in no time; this bounds the case that a child of it still writes. */
    private static final long GRACE_SECONDS = 5;

    /** Far above one million elements (some 60 MB), and above any ruleset without them. */
    private static final long MOST_BYTES = 256L << 20;

    private static final Redirect NOTHING = Redirect.from(new File("/dev/null"));

    /** What has such a name nft reads as it comes; for the end of "-" it waits. */
    private static final String STREAM = "/dev/fd/0";

    private static final String NOT_OPENED = "Could not open file \"" + STREAM + "\"";

    private final Executable program;
    private volatile boolean streams = true;

    /** Runs this program; its arguments come behind. */
    public NftCommand(List<String> program) {
        this.program = new Executable(program, "the package nftables");
    }

    /** Reads what the program writes; it need not read all of it. */
    @FunctionalInterface
    public interface Reading<T> {
        /** Reads; what is not in order is an {@link IOException}. */
        T read(Reader output) throws IOException;
    }

    /** Has a transaction done. */
    public void run(String script, Duration patience) throws FirewallException {
        run(Script.of(script), patience);
    }

    /** Likewise. */
    void run(Script script, Duration patience) throws FirewallException {
        transact(List.of("-f", "-"), script, patience);
    }

    /** Has a transaction done that nft refuses wherever it is cut off behind its first piece. */
    void stream(Script script, Duration patience) throws FirewallException {
        if (streams) {
            try {
                pour(script, patience);
                return;
            } catch (FirewallException e) {
                if (!String.valueOf(e.getMessage()).contains(NOT_OPENED)) {
                    throw e;
                }
                // Without /proc, or as another user than the one who made the pipe.
                streams = false;
            }
        }
        run(script, patience);
    }

    private void pour(Script script, Duration patience) throws FirewallException {
        List<String> arguments = List.of("-f", STREAM);
        Process process = program.start(arguments, Redirect.PIPE, Redirect.PIPE, Redirect.PIPE);
        FutureTask<String> input = serve("input", () -> {
            try (OutputStream stream = process.getOutputStream()) {
                script.writeTo(stream);
            }
            return "";
        });
        try {
            finish(process, arguments, output -> "", patience);
        } finally {
            input.cancel(true);
        }
    }

    /** Has a transaction tried, and undone. */
    void check(Script script, Duration patience) throws FirewallException {
        transact(List.of("-c", "-f", "-"), script, patience);
    }

    /** Has something listed. */
    public <T> T list(Reading<T> reading, Duration patience, String... arguments) throws FirewallException {
        List<String> all = List.of(arguments);
        return finish(program.start(all, NOTHING, Redirect.PIPE, Redirect.PIPE), all, reading, patience);
    }

    /** Starts a program that goes on; its errors go nowhere. */
    Process start(String... arguments) throws FirewallException {
        return program.start(List.of(arguments), NOTHING, Redirect.PIPE, Redirect.DISCARD);
    }

    private void transact(List<String> arguments, Script script, Duration patience) throws FirewallException {
        finish(startWith(script, arguments), arguments, output -> "", patience);
    }

    private Process startWith(Script script, List<String> arguments) throws FirewallException {
        try {
            Path file = Files.createTempFile("doorward", ".nft");
            try {
                try (OutputStream stream = Files.newOutputStream(file)) {
                    script.writeTo(stream);
                }
                return program.start(arguments, Redirect.from(file.toFile()), Redirect.PIPE, Redirect.PIPE);
            } finally {
                // The process holds it open.
                Files.delete(file);
            }
        } catch (IOException e) {
            throw Executable.noTemporaryFile(e);
        }
    }

    private <T> T finish(Process process, List<String> arguments, Reading<T> reading, Duration patience)
            throws FirewallException {
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
        try {
            int status = program.await(process, patience);
            String said = errors.get(GRACE_SECONDS, TimeUnit.SECONDS);
            if (status != 0) {
                throw NftErrors.of(program.shown(arguments), status, said);
            }
            return output.get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new FirewallException(
                    Kind.REFUSED, program.shown(arguments) + " wrote what cannot be read: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw program.givenUp(process, "has ended, but something that it started has not");
        } catch (InterruptedException e) {
            throw program.interrupted(process);
        }
    }

    private static <T> FutureTask<T> serve(String what, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "nft-" + what);
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
