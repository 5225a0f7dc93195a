package org.doorward.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListFileTest {

    private final ListFile<ClientPattern> clients = new ListFile<>(ClientPattern::parse);

    @TempDir
    Path folder;

    @Test
    void readsPatternsWithTheirLinesAndNotes() {
        List<ListFile.Line<ClientPattern>> lines = Read.good(
                clients.parse(
                        "allow",
                        "# a comment\r\n\r\n  example.org   # the sister house \r\n198.51.100.0/24#office\n\t/^mx#?\\d/ # ours\n::1"));

        assertThat(lines)
                .extracting(line -> line.pattern().toString())
                .containsExactly("example.org", "198.51.100.0/24", "/^mx#?\\d/", "::1/128");
        assertThat(lines).extracting(ListFile.Line::number).containsExactly(3, 4, 5, 6);
        assertThat(lines).extracting(ListFile.Line::note).containsExactly("the sister house", "office", "ours", "");
    }

    @Test
    void tellsAllProblemsAtOnceWithLineAndRemedy() {
        List<ListProblem> problems =
                Read.bad(clients.parse("/etc/allow", "example.org\n198.51.100.7/24\ntwo words\n/[/\nexample.net\n"));

        assertThat(problems).extracting(ListProblem::line).containsExactly(2, 3, 4);
        assertThat(problems.get(0))
                .asString()
                .startsWith("/etc/allow:2: \"198.51.100.7/24\" is no client")
                .contains("the network is 198.51.100.0/24")
                .contains("; write ");
    }

    @Test
    void escapesWhatItQuotes() {
        assertThat(Read.bad(clients.parse("allow", "ex\u001b[31mample")).get(0).message())
                .contains("\\x1b")
                .doesNotContain("\u001b");
    }

    @Test
    void stopsAfterAHundredProblems() {
        List<ListProblem> problems = Read.bad(clients.parse("allow", "*\n".repeat(500)));

        assertThat(problems).hasSize(101);
        assertThat(problems.get(100).message()).isEqualTo("too many problems");
    }

    @Test
    void readsAFileOfTensOfThousandsOfLines() throws IOException {
        Path file = folder.resolve("many");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            text.append("host").append(i).append(".example.org\n");
        }
        Files.writeString(file, text);

        assertThat(Read.good(clients.read(file))).hasSize(50_000);
    }

    @Test
    void refusesAFileThatIsMissingOrNotUtf8OrAFolder() throws IOException {
        Path latin = Files.write(folder.resolve("latin"), "b\u00fcro.example".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(Read.bad(clients.read(folder.resolve("missing")))).asString().contains("no such file");
        assertThat(Read.bad(clients.read(latin))).asString().contains("not UTF-8");
        assertThat(Read.bad(clients.read(folder))).asString().contains("cannot be read");
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        Path file = folder.resolve("large");
        Files.writeString(file, "#".repeat((int) ListFile.LARGEST + 1));

        assertThat(Read.bad(clients.read(file)))
                .asString()
                .contains("larger than 4 MiB")
                .contains(file.toString(), "DOORWARD_HEAP");
    }

    @Test
    void refusesAFileOfTooManyLinesWithTheRemedy() throws IOException {
        Path file = Files.writeString(folder.resolve("many"), "a\n".repeat(ListFile.MOST_LINES + 1));

        assertThat(Read.bad(clients.read(file)))
                .singleElement()
                .hasToString(file + ": more than 50000 lines; split it and raise DOORWARD_HEAP, or use a DNS list");
    }
}
