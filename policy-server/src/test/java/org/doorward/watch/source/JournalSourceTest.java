package org.doorward.watch.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of journalctl: no journald runs where these tests do. */
@Timeout(60)
class JournalSourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.ofEpochSecond(1_764_115_200);

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();

    private static String entry(int number) {
        return "{\"__CURSOR\":\"s=0b;i=" + number + "\",\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"m" + number
                + "\"}";
    }

    private JournalSource source(String script, Optional<String> position) throws IOException {
        Path program = directory.resolve("journalctl");
        Files.write(program, ("#!/bin/sh\necho \"$*\" >> " + directory + "/calls\n" + script).getBytes(ISO_8859_1));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new JournalSource(
                "journal:mail",
                program.toString(),
                List.of("-u", "postfix@-.service"),
                position,
                false,
                InstantSource.fixed(NOW),
                nanos::get);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"), ISO_8859_1);
    }

    /** So many lines; the clock goes on a second with each look, so that pauses end. */
    private List<String> lines(JournalSource source, int count) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            lines.addAll(source.read(Duration.ofMillis(100)).lines());
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }
        return lines;
    }

    @Test
    void entries_come_as_they_are_printed_and_the_position_is_the_last_ones_cursor() throws Exception {
        Path go = directory.resolve("go");
        String waiting = "while [ ! -e " + go + " ]; do sleep 0.01; done; ";
        String script = waiting + "echo '" + entry(1) + "'; echo '" + entry(2) + "'; exec sleep 1000";
        try (JournalSource source = source(script, Optional.empty())) {
            assertThat(source.read(Duration.ZERO).position()).isEqualTo("@1764115200");
            Files.createFile(go);
            assertThat(lines(source, 2)).containsExactly(entry(1), entry(2));
            assertThat(source.read(Duration.ZERO).position()).isEqualTo("s=0b;i=2");
            assertThat(source.name()).isEqualTo("journal:mail");
            assertThat(calls())
                    .containsExactly("--follow --output=json --no-pager --all --quiet --no-tail --since=@1764115200"
                            + " -u postfix@-.service");
        }
    }

    @Test
    void it_goes_on_behind_the_position() throws Exception {
        try (JournalSource source = source("echo '" + entry(8) + "'; exec sleep 1000", Optional.of("s=0b;i=7"))) {
            assertThat(lines(source, 1)).containsExactly(entry(8));
            assertThat(calls()).singleElement().asString().contains(" --after-cursor=s=0b;i=7 ");
        }
    }

    @Test
    void one_that_ends_is_started_again_behind_the_last_entry_after_a_pause_that_grows() throws Exception {
        try (JournalSource source = source(
                "n=$(wc -l < " + directory + "/calls); echo oh >&2; [ $n = 2 ] || echo '" + entry(1)
                        + "' | sed s/=1/=$n/; exit 3",
                Optional.empty())) {
            assertThat(lines(source, 2)).hasSize(2);
            assertThat(calls().get(1)).contains("--after-cursor=s=0b;i=1 ");
            assertThat(calls().get(2)).contains("--after-cursor=s=0b;i=1 ");
            int started = calls().size();
            nanos.addAndGet(-TimeUnit.MINUTES.toNanos(5));
            for (int i = 0; i < 20; i++) {
                source.read(Duration.ofMillis(5));
            }
            assertThat(calls()).hasSizeBetween(started, started + 1);
        }
    }

    @Test
    void one_that_ends_again_and_again_is_told_of_until_one_stays() throws Exception {
        Path mended = directory.resolve("mended");
        try (JournalSource source =
                source("[ -e " + mended + " ] || exit 1; echo '" + entry(1) + "'; exec sleep 1000", Optional.empty())) {
            assertThatThrownBy(() -> {
                        while (true) {
                            source.read(Duration.ofMillis(10));
                            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ends again and again");
            assertThatThrownBy(() -> source.read(Duration.ZERO)).isInstanceOf(IOException.class);

            Files.createFile(mended);
            nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
            assertThat(lines(source, 1)).containsExactly(entry(1));
            assertThat(source.read(Duration.ZERO).lines()).isEmpty();
        }
    }

    @Test
    void garbage_and_entries_too_long_are_left_out() throws Exception {
        String script =
                "head -c 1000000 /dev/zero | tr '\\0' x; echo; echo '-- Journal begins --'; printf '\\377\\0\\n{\\n'\n"
                        + "printf '{\"__CURSOR\":\"s=0b;i=2\",\"MESSAGE\":\"'; head -c 1000000 /dev/zero | tr '\\0' x; echo '\"}'\n"
                        + "echo '{\"__CURSOR\":\"with space\"}'; echo '" + entry(3) + "'; exec sleep 1000";
        try (JournalSource source = source(script, Optional.empty())) {
            assertThat(lines(source, 1)).containsExactly(entry(3));
        }
    }

    @Test
    void a_flood_waits_in_the_pipe_and_comes_whole() throws Exception {
        try (JournalSource source = source(
                "seq 1 20000 | sed 's/.*/{\"__CURSOR\":\"s=0b;i=&\",\"MESSAGE\":\"m\"}/'; exec sleep 1000",
                Optional.empty())) {
            List<String> lines = lines(source, 20_000);
            assertThat(lines).hasSize(20_000);
            assertThat(lines.get(19_999)).contains("i=20000\"");
        }
    }

    @Test
    void a_silent_one_is_waited_for_no_longer_than_asked_and_killed_at_the_close() throws Exception {
        JournalSource source = source("echo $$ > " + directory + "/pid; exec sleep 1000", Optional.empty());
        Path pid = directory.resolve("pid");
        while (!Files.exists(pid) || Files.size(pid) == 0) {
            assertThat(source.read(Duration.ofMillis(10)).lines()).isEmpty();
        }
        ProcessHandle process =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        source.close();
        process.onExit().get(20, TimeUnit.SECONDS);
        assertThat(source.read(PATIENCE).lines()).isEmpty();
    }

    @Test
    void where_there_is_no_journalctl_the_error_says_what_to_do() {
        JournalSource source = new JournalSource(
                "journal",
                "/nowhere/journalctl",
                List.of(),
                Optional.empty(),
                true,
                InstantSource.fixed(NOW),
                nanos::get);
        assertThatThrownBy(() -> source.read(Duration.ZERO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/nowhere/journalctl")
                .hasMessageContaining("watch the file");
        source.close();
    }

    @Test
    void a_cursor_is_found_in_any_order_of_fields_and_not_in_a_text() {
        assertThat(JournalSource.cursor("{ \"__CURSOR\" : \"s=1;i=2\", \"A\" : \"b\" }"))
                .isEqualTo("s=1;i=2");
        assertThat(JournalSource.cursor("{\"MESSAGE\":\"\\\"__CURSOR\\\":\\\"x\\\"\",\"__CURSOR\":\"s=1\"}"))
                .isEqualTo("s=1");
        assertThat(JournalSource.cursor("{\"__CURSOR\":")).isEmpty();
    }
}
