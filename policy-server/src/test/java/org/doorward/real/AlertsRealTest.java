package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.doorward.Documents;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prometheus's own word on docs/alerts.yml. */
@Tag("real")
class AlertsRealTest {

    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @Test
    void promtoolAcceptsEveryRule() throws IOException {
        RealParts.require("promtool of Debian's package prometheus", PROMTOOL);
        Path rules = Documents.root().resolve("docs/alerts.yml");

        ChildProcess.Result result = ChildProcess.run(
                new ProcessBuilder(PROMTOOL.toString(), "check", "rules", "--lint-fatal", rules.toString()));

        assertThat(result.status()).as(result.toString()).isZero();
        assertThat(result.out()).contains("SUCCESS");
    }
}
