package org.doorward.observe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.doorward.config.LogConfig;

/** What is logged while something is done. */
final class Logged {

    /** The environment of a service whose standard output, which is this test's, goes to the journal. */
    static final Map<String, String> SYSTEMD = Map.of(
            "JOURNAL_STREAM",
            JournalStream.identity(JournalStream.STANDARD_OUTPUT).orElseThrow());

    private Logged() {}

    static List<String> lines(LogConfig config, Map<String, String> environment, Consumer<Logging> work) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Logging logging = Logging.start(config, environment, out)) {
            work.accept(logging);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
