package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A month of log, replayed: what is printed is what a count that knows nothing of the program comes to. */
class ReplayMonthTest {

    private static final long SEED = Long.getLong("doorward.replay.seed", 20261101L);

    /** So many lines, about; the measured run has 5,000,000. */
    private static final long LINES = Long.getLong("doorward.replay.lines", 200_000L);

    @TempDir
    Path folder;

    @Test
    void what_is_printed_is_what_an_independent_count_comes_to() throws IOException {
        System.out.println("ReplayMonthTest: seed " + SEED + ", lines " + LINES);
        MonthCount count = new MonthCount();
        MonthOfLog month = new MonthOfLog(SEED, LINES, count);
        Path log = Path.of(System.getProperty(
                "doorward.replay.file", folder.resolve("mail.log").toString()));
        month.write(log);

        CommandLineRun run = quietly("replay", "--json", "--quiet", "--zone", "UTC", log.toString());

        assertThat(run.err()).isEmpty();
        Map<String, String> printed = flat(run.out());
        assertThat(printed).containsEntry("lines.read", Long.toString(month.written()));
        count.numbers.forEach(
                (name, number) -> assertThat(printed.get(name)).as(name).isEqualTo(Long.toString(number)));
        assertThat(count.numbers.keySet())
                .contains(
                        "connections.saved",
                        "refusals.saved",
                        "dns_list_questions.saved",
                        "bans_by_vector.score",
                        "bans_by_vector.unknown_user",
                        "bans_by_vector.relay_denied",
                        "bans_by_rung.3");
        assertThat(listed(printed, "wrongly_banned", "accepted", "accepted_while_banned", "bans"))
                .isNotEmpty()
                .isEqualTo(count.wronglyBanned());
        assertThat(listed(printed, "users_banned", "logins_while_banned")).isEqualTo(count.usersBanned());
        assertThat(sum(printed, "bans_by_vector.")).isEqualTo(count.numbers.get("bans"));
        assertThat(sum(printed, "bans_by_rung.")).isEqualTo(count.numbers.get("bans"));
    }

    /** Without a line for each ban in the tests' log, as in a process of its own. */
    private CommandLineRun quietly(String... arguments) {
        Logger bans = (Logger) LoggerFactory.getLogger("org.doorward.score");
        Level before = bans.getLevel();
        bans.setLevel(Level.ERROR);
        try {
            return CommandLineRun.of(folder, arguments);
        } finally {
            bans.setLevel(before);
        }
    }

    private static long sum(Map<String, String> printed, String prefix) {
        return printed.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToLong(entry -> Long.parseLong(entry.getValue()))
                .sum();
    }

    private static Map<String, String> listed(Map<String, String> printed, String list, String... fields) {
        Map<String, String> found = new TreeMap<>();
        for (int i = 0; printed.containsKey(list + "." + i + ".network"); i++) {
            StringBuilder values = new StringBuilder();
            for (String field : fields) {
                values.append(values.isEmpty() ? "" : " ").append(printed.get(list + "." + i + "." + field));
            }
            found.put(printed.get(list + "." + i + ".network"), values.toString());
        }
        return found;
    }

    /** Every value under the path that leads to it. */
    private static Map<String, String> flat(String text) throws IOException {
        Map<String, String> values = new TreeMap<>();
        try (JsonParser json = new JsonFactory().createParser(text)) {
            json.nextToken();
            value(json, "", values);
            assertThat(json.nextToken()).isNull();
        }
        return values;
    }

    private static void value(JsonParser json, String path, Map<String, String> values) throws IOException {
        String prefix = path.isEmpty() ? "" : path + ".";
        if (json.currentToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                value(json, prefix + name, values);
            }
        } else if (json.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
                value(json, prefix + i, values);
            }
        } else {
            values.put(path, json.getText());
        }
    }
}
