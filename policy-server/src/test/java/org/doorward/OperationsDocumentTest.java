package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/operations.md to the program's texts and to the shipped unit. */
class OperationsDocumentTest {

    private static final String DOCUMENT = Documents.text("docs/operations.md");
    private static final String MODULE = "policy-server/src/main/java/org/doorward/";
    private static final String UNIT = Documents.text("policy-server/src/dist/systemd/doorward.service");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

    @Test
    void every_message_of_the_table_is_one_that_doorward_can_say() throws IOException {
        String said = texts();
        List<String> messages = Documents.tableAfter(DOCUMENT, "<!-- messages -->").stream()
                .flatMap(line -> Documents.quoted(Documents.cells(line).get(0)).stream())
                .toList();

        assertThat(messages).hasSizeGreaterThan(10);
        for (String message : messages) {
            for (String fixed : message.split("…", -1)) {
                assertThat(said.contains(fixed.strip())).as(message).isTrue();
            }
        }
    }

    @Test
    void every_field_of_the_decision_line_is_explained() {
        String line = Documents.text(MODULE + "observe/DecisionLine.java");

        List<String> explained = Documents.tableAfter(DOCUMENT, "<!-- decision line -->").stream()
                .flatMap(row -> Documents.quoted(Documents.cells(row).get(0)).stream())
                .toList();

        assertThat(explained)
                .containsExactlyInAnyOrderElementsOf(found("sink\\s*\\.(?:text|number|time)\\(\\s*\"(\\w+)\"", line));
    }

    @Test
    void every_field_of_the_health_page_is_explained() {
        String page = Documents.text(MODULE + "admin/HealthPage.java");

        Set<String> explained = new TreeSet<>();
        Documents.tableAfter(DOCUMENT, "`curl -s http://127.0.0.1:60080/health`")
                .forEach(row -> explained.addAll(
                        List.of(Documents.cells(row).get(0).replace("`", "").split("\\."))));

        assertThat(explained).isEqualTo(found("json\\.write\\w+\\(\"(\\w+)\"", page));
    }

    @Test
    void the_story_that_is_shown_is_told_in_the_programs_words() throws IOException {
        String said = texts();
        String shown = Documents.blocksAfter(DOCUMENT, "why").get(0);

        for (String words : List.of(
                "  banned until ",
                " bans; left of it ",
                "The latest verdicts:",
                " of it parole from ",
                "What would happen now to ",
                "  supposed: ",
                "like the mail of ",
                ", over a connection of its own",
                "  not known, so taken to be empty: ",
                " (say NAME=VALUE if it is not)",
                "The settings that decide:")) {
            assertThat(shown).contains(words);
            assertThat(said).contains(words);
        }
    }

    @Test
    void the_install_block_makes_the_units_user_before_it_starts_the_unit() {
        List<String> lines = installation();
        String user = setting("User");

        assertThat(setting("Group")).isEqualTo(user);
        assertThat(setting("StateDirectory")).isEqualTo("doorward");
        int made = lines.indexOf("adduser --system --group --no-create-home --home /var/lib/doorward " + user);
        assertThat(made).isNotNegative();
        assertThat(lines.indexOf("systemctl enable --now doorward")).isGreaterThan(made);
    }

    @Test
    void the_install_block_leaves_the_program_where_the_unit_looks_for_it() {
        assertThat(installation()).contains("cp -r policy-server/target/doorward /opt/doorward");
        assertThat(setting("ExecStart")).startsWith("/opt/doorward/bin/doorward ");
    }

    @Test
    void the_unit_is_ordered_before_both_of_debians_postfix_services() {
        assertThat(setting("Before").split(" ")).contains("postfix.service", "postfix@-.service");
    }

    @Test
    void the_unit_does_not_start_again_what_cannot_get_better() {
        assertThat(setting("RestartPreventExitStatus").split(" ")).contains("2", "78");
    }

    @Test
    void the_directory_of_the_unix_socket_is_the_same_wherever_it_is_named() {
        Matcher made = Pattern.compile("install -d -o (\\w+) -g postfix -m 2750 (\\S+)")
                .matcher(DOCUMENT);
        assertThat(made.find()).isTrue();
        String directory = made.group(2);

        assertThat(made.group(1)).isEqualTo(setting("User"));
        assertThat(DOCUMENT)
                .contains("listen = [\"unix:" + directory + "/policy\"]")
                .contains("[Service]\nReadWritePaths=" + directory + "\n")
                .contains("`unix:" + directory.substring("/var/spool/postfix/".length()) + "/policy`");
        assertThat(UNIT).contains("#   ReadWritePaths=" + directory + "\n");
    }

    private static List<String> installation() {
        return Documents.blocksAfter(DOCUMENT, "install").get(0).lines().toList();
    }

    private static String setting(String name) {
        Matcher line = Pattern.compile("(?m)^" + name + "=(.*)$").matcher(UNIT);
        assertThat(line.find()).as(name + " in the unit").isTrue();
        return line.group(1);
    }

    private static Set<String> found(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Pattern.compile(pattern).matcher(text).results().forEach(match -> found.add(match.group(1)));
        return found;
    }

    /** All texts in the code, those that are put together of pieces in one, and the launcher. */
    private static String texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String module : List.of("store", "firewall-sync", "policy-server")) {
            try (Stream<Path> files =
                    Files.walk(Documents.root().resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String joined = Documents.text(file).replaceAll("\"\\s*\\+\\s*\"", "");
                    LITERAL.matcher(joined).results().forEach(match -> texts.add(match.group(1)));
                }
            }
        }
        texts.add(Documents.text("policy-server/src/dist/bin/doorward"));
        return String.join("\n", texts);
    }
}
