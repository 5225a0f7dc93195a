package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.Documents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every command line in the documents is one that the program takes. What it would then do, other tests see to. */
class CommandsDocumentTest {

    /** From the beginning of a line, of a code span, or behind a prompt; one that goes on at the next line is joined. */
    private static final Pattern COMMAND =
            Pattern.compile("(?m)(?:^|`|\\$ |runuser -u doorward -- )(?:\\S*/bin/)?doorward ([a-z][^`\\n]*)");

    private static final Pattern WORD = Pattern.compile("'([^']*)'|((?:\"[^\"]*\"|[^\\s\"'])+)");

    @TempDir
    Path folder;

    @Test
    void every_command_line_is_understood() {
        Set<String> seen = new LinkedHashSet<>();
        for (Path document : Documents.all()) {
            if (document.toString().contains("decisions")) {
                continue;
            }
            Matcher found = COMMAND.matcher(Documents.text(document).replace("\\\n", " "));
            while (found.find()) {
                seen.add(found.group(1).strip());
            }
        }

        assertThat(seen).hasSizeGreaterThan(15);
        for (String line : seen) {
            assertThat(understood(line)).as(line).isEmpty();
        }
        Set<String> names = program().getSubcommands().keySet();
        assertThat(names.stream().filter(name -> !name.equals("train")))
                .allSatisfy(
                        name -> assertThat(seen).anyMatch(line -> line.equals(name) || line.startsWith(name + " ")));
    }

    /** What is wrong with it; empty when nothing is. A text may name a command without what it wants to be told. */
    private String understood(String line) {
        try {
            program().parseArgs(words(line).toArray(String[]::new));
            return "";
        } catch (CommandLine.MissingParameterException e) {
            return line.matches("[a-z -]+") ? "" : String.valueOf(e.getMessage());
        } catch (CommandLine.ParameterException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private CommandLine program() {
        return Commands.of(CommandLineRun.environment(folder, Map.of()));
    }

    /** As a shell splits it; what is done with the output is none of the program's business. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line.replaceAll(" (?:>|2>|\\||&).*", ""));
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group().replace("\"", ""));
        }
        return words;
    }
}
