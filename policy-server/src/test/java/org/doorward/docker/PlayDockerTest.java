package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.docker.PlayTable.Row;
import org.doorward.real.ChildProcess.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The README's lines for the play, and each row of what it prints. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class PlayDockerTest {

    private static final String GREYLISTED = "(\\d+x)?4504\\.7\\.1.*Greylisted.*";
    private static final String TAKEN = "(\\d+x)?2502\\.0\\.0Ok:queuedas\\w+";
    private static final String UNKNOWN = "(\\d+x)?5505\\.1\\.1.*Userunknown.*";

    /** Who, what Postfix answered, what Doorward decided and why, packets, and when the actor may come back; without blanks. */
    private static final List<Row> EXPECTED = List.of(
            row(
                    "agoodsender198\\.51\\.100\\.1",
                    GREYLISTED + "(" + TAKEN + ")+.*",
                    "pass:auto_allowed.*",
                    "arrive",
                    "anytime"),
            row("onewhocomesback2001:db8:.*", GREYLISTED + TAKEN, "pass:greylist_passed.*", "arrive", "anytime"),
            row(
                    "arobotthatdoesnot198\\.51\\.100\\.\\d+",
                    GREYLISTED,
                    "defer:greylisted.*",
                    "arrive",
                    "anytime,waits5s"),
            row(
                    "onewhoguessesusers198\\.51\\.100\\.\\d+",
                    UNKNOWN,
                    "notasked,thewatchsawit;banned:.*unknown_user.*",
                    "dropped",
                    "in\\d+s"),
            row(
                    "oneonaDNSlist198\\.51\\.100\\.\\d+",
                    "3x5545\\.7\\.1.*bl\\.example\\.org.*",
                    "reject:.*;banned:.*dnsbl.*",
                    "dropped",
                    "in\\d+s"),
            row(
                    "onewhowrotetoatrap2001:db8:.*",
                    UNKNOWN,
                    "reject:spamtrap.*;banned:.*spamtrap.*",
                    "dropped",
                    "in\\d+s"),
            row("theguesser,later198\\.51\\.100\\.\\d+", GREYLISTED, "defer:greylisted.*", "arrive", "anytime"),
            row("thetrappedone,later2001:db8:.*", GREYLISTED, "defer:greylisted.*", "arrive", "anytime"));

    /** The codes that each of them heard, in turn; the fourth is banned after ten unknown users, and may hear no more. */
    private static final List<String> CODES = List.of(
            "450 450 250 250 250",
            "450 250",
            "450 450 450",
            "550 550 550 550 550 550 550 550 550 550 and at most 2 more",
            "554 554 554",
            "550",
            "450",
            "450");

    /** A code with its first digits behind it, and before it how often it was heard if more than once. */
    private static final Pattern CODE = Pattern.compile("(?:(\\d+)x)?(250|450|55[04])[245]\\.\\d\\.\\d");

    private static final String AT_MOST = " and at most 2 more";
    private static final int UNKNOWN_USERS = 10;
    private static final int MOST_UNKNOWN_USERS = 12;

    /** A ban of the play lasts a minute. */
    private static final int LONGEST_BAN = 60;

    private static final Pattern BACK = Pattern.compile("in(\\d+)s");

    /** Rows as the play has them, of which one is wrong. */
    private static final String MADE_UP_ROWS = """
            import sys
            sys.path.insert(0, "/usr/local/lib/play")
            from table import Row, as_json, as_table
            rows = [
                Row("one", "198.51.100.1", ["250 2.0.0 Ok"], "pass: known", True, "any time", ["^250 "], "^pass", True),
                Row("two", "198.51.100.2", ["450 wait", "450 wait"], "defer: greylisted", True, "in 5 s", ["^554 "], "^reject", False),
            ]
            print(as_json(rows) if sys.argv[1] == "json" else as_table(rows))
            """;

    private final Composed composed;

    PlayDockerTest(Composed composed) {
        this.composed = composed;
    }

    @Test
    void the_readmes_lines_bring_up_all_and_give_a_play_whose_every_row_is_right() {
        for (String service : Composed.SERVICES) {
            assertThat(composed.docker()
                            .must("docker", "inspect", "-f", "{{.State.Health.Status}}", Composed.container(service))
                            .strip())
                    .as(service)
                    .isEqualTo("healthy");
        }

        String printed = composed.readme("play command");

        List<Row> rows = PlayTable.read(printed);
        List<String> wrong = new ArrayList<>();
        for (int row = 0; row < Math.min(rows.size(), EXPECTED.size()); row++) {
            wrong.addAll(differences(rows.get(row), EXPECTED.get(row)));
        }
        assertThat(wrong).isEmpty();
        assertThat(rows).as(printed).hasSameSizeAs(EXPECTED);
        assertThat(rows).extracting(PlayDockerTest::codes).as(printed).isEqualTo(CODES);
        assertThat(rows).extracting(Row::judged).containsOnly("right");
        assertThat(printed).contains("8 rows, all right");
        assertThat(theBansThatWereNamed(rows))
                .hasSize(3)
                .allSatisfy(seconds -> assertThat(seconds).isBetween(1, LONGEST_BAN + 1));
        bansWereKeptByTheKernelAndNotByPostfixAlone();
        watchedByAnother(rows);
    }

    /** Not by the play's own word: the firewall has counted what it has dropped, in both families. */
    private void bansWereKeptByTheKernelAndNotByPostfixAlone() {
        for (String counter : List.of("banned4", "banned6")) {
            String text = composed.exec("firewall", "nft", "list", "counter", "inet", "doorward", counter);
            assertThat(text).containsPattern("packets [1-9][0-9]*");
        }
    }

    /** The mail log's own word on each of them. */
    private void watchedByAnother(List<Row> rows) {
        String log = composed.mailLog();
        String guesser = address(rows.get(3));
        String listed = address(rows.get(4));
        assertThat(log).containsPattern("RCPT from \\S+\\[198\\.51\\.100\\.1\\]: 450 4\\.7\\.1 .*Greylisted");
        assertThat(log.lines()
                        .filter(line -> line.contains("RCPT from") && line.contains("[" + guesser + "]: 550 5.1.1"))
                        .count())
                .isGreaterThanOrEqualTo(10);
        assertThat(log)
                .containsPattern(
                        "RCPT from \\S+\\[" + Pattern.quote(listed) + "\\]: 554 5\\.7\\.1 .*bl\\.example\\.org");
        assertThat(log).containsPattern("status=sent \\(example\\.net\\)");
    }

    @Test
    void a_wrong_row_is_called_wrong_in_the_table_and_in_json() {
        String table = made("table");
        List<Row> rows = PlayTable.read(table.replaceAll("(?m)^    WRONG: .*\\n", ""));
        assertThat(rows).extracting(Row::judged).containsExactly("right", "WRONG");
        assertThat(rows.get(1).answered()).isEqualTo("2x450wait");
        assertThat(table).contains("1 of 2 rows WRONG", "2 answers in the place of 1", "packets arrive");

        List<?> json = (List<?>) JsonTree.read(made("json"));
        assertThat(json).hasSize(2);
        assertThat(JsonTree.at(json.get(0), "right")).isEqualTo("true");
        assertThat(JsonTree.at(json.get(1), "right")).isEqualTo("false");
        assertThat((List<?>) JsonTree.at(json.get(1), "faults")).hasSize(4);
        assertThat(JsonTree.at(json.get(1), "packets_arrive")).isEqualTo("true");
        assertThat(JsonTree.at(json.get(1), "may_come_back")).isEqualTo("in 5 s");
    }

    private static String codes(Row row) {
        List<String> codes = new ArrayList<>();
        CODE.matcher(row.answered()).results().forEach(heard -> {
            int times = heard.group(1) == null ? 1 : Integer.parseInt(heard.group(1));
            codes.addAll(Collections.nCopies(times, heard.group(2)));
        });
        if (codes.size() > UNKNOWN_USERS && codes.size() <= MOST_UNKNOWN_USERS) {
            return String.join(" ", codes.subList(0, UNKNOWN_USERS)) + AT_MOST;
        }
        return String.join(" ", codes) + (codes.size() == UNKNOWN_USERS ? AT_MOST : "");
    }

    private String made(String form) {
        Result result = composed.docker()
                .run(
                        "docker",
                        "run",
                        "--rm",
                        "--pull=never",
                        "--network",
                        "none",
                        Composed.image("doorward-player"),
                        "python3",
                        "-c",
                        MADE_UP_ROWS,
                        form);
        assertThat(result.status()).as(result.toString()).isZero();
        return result.out();
    }

    private static List<String> differences(Row row, Row pattern) {
        List<String> differences = new ArrayList<>();
        compare(row.who(), pattern.who(), differences);
        compare(row.answered(), pattern.answered(), differences);
        compare(row.decided(), pattern.decided(), differences);
        compare(row.packets(), pattern.packets(), differences);
        compare(row.back(), pattern.back(), differences);
        return differences;
    }

    private static void compare(String text, String pattern, List<String> differences) {
        if (!text.matches(pattern)) {
            differences.add(text + " in the place of " + pattern);
        }
    }

    private static List<Integer> theBansThatWereNamed(List<Row> rows) {
        return rows.stream()
                .map(row -> BACK.matcher(row.back()))
                .filter(Matcher::matches)
                .map(back -> Integer.valueOf(back.group(1)))
                .toList();
    }

    private static String address(Row row) {
        return row.who().replaceAll("^.*?(\\d+\\.\\d+\\.\\d+\\.\\d+)$", "$1");
    }

    private static Row row(String who, String answered, String decided, String packets, String back) {
        return new Row(who, answered, decided, packets, back, "right");
    }
}
