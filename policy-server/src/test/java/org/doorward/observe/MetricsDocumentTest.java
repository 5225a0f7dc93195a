package org.doorward.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.decision.Reason;
import org.doorward.protocol.MalformedRequestException.Kind;
import org.junit.jupiter.api.Test;

/** Holds docs/metrics.md true. */
class MetricsDocumentTest {

    private static final Pattern ROW = Pattern.compile("^\\| `([a-z_]+)` \\| ([a-z]+) \\|");
    private static final Pattern TYPE = Pattern.compile("^# TYPE (doorward_[a-z_]+) ([a-z]+)$");

    @Test
    void every_meter_is_described_with_its_type_and_nothing_else_is() throws IOException {
        Meters meters = new Meters(new BuildInfo("1.2.3", Optional.empty(), "17"));
        meters.watch(List.of("file:/var/log/mail.log"), Map::of, log -> 0);
        meters.checks(List.of("greylist"));
        meters.rateLimits(List.of(SampleDecisions.limit()));
        meters.standing("zen.spamhaus.org", true, false);

        assertThat(described()).isEqualTo(registered(meters));
    }

    @Test
    void every_reason_and_every_kind_of_protocol_error_is_named() throws IOException {
        String document = Files.readString(document());

        for (Reason reason : Reason.values()) {
            assertThat(document).contains("`" + reason.label() + "`");
        }
        for (Kind kind : Kind.values()) {
            assertThat(document).contains("`" + kind.label() + "`");
        }
    }

    private static Set<String> registered(Meters meters) throws IOException {
        Set<String> names = new TreeSet<>();
        Scrapes.text(meters)
                .lines()
                .map(TYPE::matcher)
                .filter(Matcher::matches)
                .forEach(match -> names.add(match.group(1) + " " + match.group(2)));
        return names;
    }

    private static Set<String> described() throws IOException {
        Set<String> names = new TreeSet<>();
        Files.readString(document())
                .lines()
                .map(ROW::matcher)
                .filter(Matcher::find)
                .forEach(match -> names.add(match.group(1) + " " + match.group(2)));
        return names;
    }

    /** From the module's folder, where Maven runs tests, or from the project's. */
    private static Path document() {
        Path here = Path.of("docs/metrics.md");
        return Files.exists(here) ? here : Path.of("..").resolve(here);
    }
}
