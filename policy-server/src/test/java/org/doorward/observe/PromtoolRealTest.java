package org.doorward.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus's own linter (Debian's package prometheus) on what we expose. */
@Tag("real")
class PromtoolRealTest {

    @TempDir
    Path folder;

    @Test
    void promtool_finds_nothing_wrong_with_the_metrics() throws IOException, InterruptedException {
        requirePromtool();
        Meters meters = new Meters(BuildInfo.running());
        meters.watch(List.of("file:/var/log/mail.log"), Map::of, log -> 0);
        meters.checks(List.of("greylist"));
        meters.decided(SampleDecisions.deferred());
        Path scrape = Files.writeString(folder.resolve("scrape"), Scrapes.text(meters));

        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(scrape.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(promtool.exitValue()).isZero();
    }

    private static void requirePromtool() {
        boolean here = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
        if (System.getenv("CI") != null) {
            assertThat(here).as("promtool, of Debian's package prometheus").isTrue();
        }
        assumeTrue(here, "skipped: there is no promtool; install Debian's package prometheus");
    }
}
