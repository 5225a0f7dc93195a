package org.doorward.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.doorward.config.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line that is kept gives what stands beside it, when its file is read from the first to the last. */
class CorpusTest {

    static Stream<String> files() throws IOException {
        return Corpus.files().stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_line_gives_what_stands_beside_it(String file) throws IOException {
        assertThat(Corpus.wrong(file)).isEmpty();
    }

    @Test
    void each_vector_that_a_log_can_tell_of_has_lines() throws IOException {
        List<String> told = List.of(
                "dnsbl",
                "bad_helo",
                "bad_name",
                "bad_sender",
                "unknown_user",
                "relay_denied",
                "auth_failed",
                "port_probe",
                "access_denied",
                "rate_limit",
                "pregreet",
                "non_smtp",
                "pipelining",
                "bare_newline",
                "command_limit",
                "hangup",
                "tls_error",
                "name_mismatch",
                "content");
        Set<String> seen = Stream.concat(
                        Corpus.samples("real-postfix-3.7.tsv").stream(), Corpus.samples("by-hand.tsv").stream())
                .map(sample -> sample.expected().vector())
                .collect(Collectors.toSet());
        seen.addAll(Corpus.samples("kernel.tsv").stream()
                .map(sample -> sample.expected().vector())
                .toList());
        assertThat(seen).containsAll(told);
        assertThat(told).allSatisfy(label -> assertThat(Vector.of(label)).isPresent());
    }
}
