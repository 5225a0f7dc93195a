package org.doorward.firewall.guard.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs programs of this host. */
public final class HostProgram implements Program {

    private static final int MOST_BYTES = 1 << 16;

    /** Runs what is found in the path, or in the directories where an unprivileged user's path does not lead. */
    public HostProgram() {}

    @Override
    public Optional<String> run(List<String> command, Duration patience) throws IOException, InterruptedException {
        Optional<Path> program = find(command.get(0));
        if (program.isEmpty()) {
            return Optional.empty();
        }
        // A file takes what it writes: a pipe would have to be read while waiting, and it may write too much.
        Path output = Files.createTempFile("doorward", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(withPath(command, program.get()));
            builder.redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
            Process process = builder.start();
            process.getOutputStream().close();
            return Optional.of(finish(process, command, patience, output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String finish(Process process, List<String> command, Duration patience, Path output)
            throws IOException, InterruptedException {
        String text = String.join(" ", command);
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("`" + text + "` has not answered within " + patience.toSeconds() + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException("`" + text + "` failed with " + process.exitValue() + "; try it by hand");
        }
        try (InputStream in = Files.newInputStream(output)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
        }
    }

    private static List<String> withPath(List<String> command, Path program) {
        List<String> whole = new ArrayList<>(command);
        whole.set(0, program.toString());
        return whole;
    }

    private static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";
        for (String directory : path.split(":", -1)) {
            Path file = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
