package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.doorward.docker.PlayTable.Row;
import org.doorward.real.ChildProcess;
import org.doorward.real.ChildProcess.Result;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The README's line for the play, each row of what it prints, and what it says when something is not as it must be. In this order: the good sender is new
 * once, and in the end no address is.
 */
@Tag("docker")
@ExtendWith(WithComposed.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlayDockerTest {

    private static final String GREYLISTED =
            "4504\\.7\\.1<\\S+>:Recipientaddressrejected:Greylisted,pleasetryagainin5seconds";
    private static final String TAKEN = "2502\\.0\\.0Ok:queuedas[0-9A-F]+";
    private static final String UNKNOWN =
            "5505\\.1\\.1<\\S+>:Recipientaddressrejected:Userunknowninlocalrecipienttable";
    private static final String LISTED =
            "5545\\.7\\.1<\\S+>:Recipientaddressrejected:Rejected:listedbybl\\.example\\.org,https://bl\\.example\\.org/\\?198\\.51\\.100\\.\\d+";

    private static final String NEW = "defer:greylisted\\(firstattempt\\)";
    private static final String CAME_BACK = "pass:greylist_passed\\(camebackafter\\d+s\\)";
    private static final String PROVEN = "pass:auto_allowed\\(2distincttripletsofthenetworkhavepassed\\)";
    private static final String TRAP = "\\(old\\.bob@example\\.netisatrapbyold\\.bob@example\\.net\\)";
    private static final String ON_THE_LIST = "bl\\.example\\.org:198\\.51\\.100\\.\\d+127\\.0\\.0\\.2\\)";

    private static final String ANY_TIME = "anytime";
    private static final String WAITS = "anytime,waits5s";
    private static final String AT_THE_END = "in([1-5]?\\d|60)s;droppeduntil[1-9]sbefore,letin\\d\\.\\dsafter";

    /** Who, what Postfix answered, what Doorward decided and why, packets, and when the actor may come back; without blanks. */
    private static final List<Row> EXPECTED = List.of(
            row(
                    "agoodsender198\\.51\\.100\\.1",
                    "2x" + GREYLISTED + TAKEN + TAKEN + TAKEN,
                    "2x" + NEW + "2x" + CAME_BACK + PROVEN,
                    "arrive",
                    ANY_TIME),
            row("onewhocomesback2001:db8:25:[0-9a-f]+::25", GREYLISTED + TAKEN, NEW + CAME_BACK, "arrive", ANY_TIME),
            row("arobotthatdoesnot198\\.51\\.100\\.\\d+", "3x" + GREYLISTED, "3x" + NEW, "arrive", WAITS),
            row(
                    "onewhoguessesusers198\\.51\\.100\\.\\d+",
                    "1[0-8]x" + UNKNOWN + "nomoreanswers",
                    "notaskednoted:1\\dxunknown_user\\(RCPTfromunknown\\[198\\.51\\.100\\.\\d+]:5505\\.1\\.1<[^)]+\\)"
                            + "banned:10timesunknown_userwithin1h",
                    "dropped",
                    AT_THE_END),
            row(
                    "oneonaDNSlist198\\.51\\.100\\.\\d+",
                    "3x" + LISTED,
                    "3xreject:score\\(15\\.0points,15\\.0reject:HELOpc-4711:[^:]+;noreversename;" + ON_THE_LIST
                            + "noted:3xbad_helo\\(HELOpc-4711:[^)]+\\)noted:3xbad_name\\(noreversename\\)"
                            + "noted:3xdnsbl\\(" + ON_THE_LIST + "banned:3timesdnsblwithin60s",
                    "dropped",
                    AT_THE_END),
            row(
                    "onewhowrotetoatrap2001:db8:26:[0-9a-f]+::26",
                    UNKNOWN,
                    "reject:spamtrap" + TRAP + "noted:1xspamtrap" + TRAP + "banned:spamtrap",
                    "dropped",
                    AT_THE_END),
            row("theguesser,later198\\.51\\.100\\.\\d+", GREYLISTED, NEW, "arrive", WAITS),
            row("thetrappedone,later2001:db8:26:[0-9a-f]+::26", GREYLISTED, NEW, "arrive", WAITS));

    /** What they hear from the second play on: the first word of each answer. */
    private static final List<String> HEARD_LATER = List.of(
            "250 250 250 250 250", "450 250", "450 450 450", "(550 ){10,18}no", "554 554 554", "550", "450", "450");

    /** What the issue promised. */
    private static final Duration WHOLE_PLAY = Duration.ofMinutes(2);

    /** Of a block that no other test uses. */
    private static final String BLOCK = "20";

    private static final List<String> BANNED_OF_BLOCK =
            List.of("198.51.100.163", "198.51.100.164", "2001:db8:26:15::26");

    private static final String TABLE_HEAD = "Postfix answered";

    /** Rows as the play has them, of which one is wrong. */
    private static final String MADE_UP_ROWS = """
            import sys
            sys.path.insert(0, "/usr/local/lib/play")
            from table import Fate, Row, as_json, as_table
            fate = Fate(["450 wait", "450 wait"], ["defer: greylisted"], "arrive", "in 5 s")
            rows = [
                Row("one", "198.51.100.1", fate, Fate(["450 .*"] * 2, ["defer: .*"], "arrive", r"in \\d s")),
                Row("two", "198.51.100.2", fate, Fate(["554 .*"], ["reject: .*"], "dropped", "any time")),
                Row("three", "198.51.100.3", fate, Fate(["450"] * 2, ["defer"], "arrive", "in 5")),
            ]
            print(as_json(rows) if sys.argv[1] == "json" else as_table(rows))
            """;

    /** Somebody has told something of each robot, so all are known. Then the play. */
    private static final String ALL_ARE_KNOWN = """
            import sys
            sys.path.insert(0, "/usr/local/lib/play")
            from doorward import Doorward
            robots = [f"198.51.100.{8 * block + 2}" for block in range(31)]
            told = [{"vector": "unknown_user", "address": robot, "evidence": "a test"} for robot in robots]
            Doorward()._post("/api/v1/offences", told)
            """;

    private final Composed composed;

    PlayDockerTest(Composed composed) {
        this.composed = composed;
    }

    @Test
    @Order(1)
    void the_readmes_lines_bring_up_all_and_give_a_play_whose_every_row_is_right() {
        for (String service : Composed.SERVICES) {
            assertThat(composed.docker()
                            .must("docker", "inspect", "-f", "{{.State.Health.Status}}", Composed.container(service))
                            .strip())
                    .as(service)
                    .isEqualTo("healthy");
        }
        PlayWatch watch = new PlayWatch(composed);

        String printed = watch.during(() -> composed.readme("play command"));

        List<Row> rows = PlayTable.read(printed);
        assertThat(rows).as(printed).hasSameSizeAs(EXPECTED);
        for (int row = 0; row < rows.size(); row++) {
            assertMatches(rows.get(row), EXPECTED.get(row));
        }
        assertThat(printed).contains("8 rows, all right");
        watch.hasSeenBanned(address(rows.get(3)), address(rows.get(4)), address(rows.get(5)));
        inTheMailLog(address(rows.get(3)), address(rows.get(4)));
    }

    /** The mail log's own word on each of them. */
    private void inTheMailLog(String guesser, String listed) {
        String log = composed.mailLog();
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
    @Order(2)
    void the_next_play_has_new_addresses_and_a_good_sender_who_is_known_and_lasts_below_two_minutes() {
        Instant begun = Instant.now();
        List<?> rows = (List<?>) JsonTree.read(composed.must("run", "--rm", "player", "play", "--json"));
        assertThat(Duration.between(begun, Instant.now())).isLessThan(WHOLE_PLAY);

        assertThat(rows).hasSameSizeAs(EXPECTED);
        for (int row = 0; row < rows.size(); row++) {
            Object found = rows.get(row);
            assertThat(JsonTree.at(found, "right")).as("%s", found).isEqualTo("true");
            assertThat(firstWords(JsonTree.list(found, "answered"))).matches(HEARD_LATER.get(row));
            assertThat(JsonTree.at(found, "packets"))
                    .isEqualTo(EXPECTED.get(row).packets());
        }
        assertThat(JsonTree.list(rows.get(0), "decided"))
                .hasSize(5)
                .allSatisfy(decided -> assertThat(decided.toString()).startsWith("pass: "));
        assertThat(rows)
                .extracting(row -> JsonTree.at(row, "address"))
                .containsExactly(
                        "198.51.100.1",
                        "2001:db8:25:2::25",
                        "198.51.100.10",
                        "198.51.100.11",
                        "198.51.100.12",
                        "2001:db8:26:2::26",
                        "198.51.100.11",
                        "2001:db8:26:2::26");
    }

    /** An operator lifts the bans when the play has seen them: nobody waits for their end, and all three rows are wrong. */
    @Test
    @Order(3)
    void a_ban_that_ends_before_its_time_makes_a_row_wrong_and_the_exit_status_1() {
        try (ChildProcess play = composed.docker()
                .start(
                        "docker",
                        "compose",
                        "-f",
                        "docker/compose.yaml",
                        "run",
                        "--rm",
                        "player",
                        "play",
                        "--block",
                        BLOCK)) {
            Docker.await("the bans", WHOLE_PLAY, () -> play.out().contains("Their bans last") || !play.alive());
            BANNED_OF_BLOCK.forEach(address -> composed.exec("doorward", "doorward", "unban", address));

            assertThat(play.awaitExit(WHOLE_PLAY)).as(play.out() + play.err()).isOne();

            List<Row> rows = PlayTable.read(play.out());
            assertThat(rows)
                    .extracting(Row::judged)
                    .containsExactly("right", "right", "right", "WRONG", "WRONG", "WRONG", "right", "right");
            assertThat(rows.subList(3, 6)).extracting(Row::packets).containsOnly("dropped");
            assertThat(rows.subList(3, 6))
                    .extracting(Row::back)
                    .allMatch(back -> back.matches("in\\d+s;butletin\\d+sbefore"));
            assertThat(play.out()).contains("3 of 8 rows WRONG");
        }
    }

    @Test
    @Order(4)
    void without_doorward_no_play_can_be_given_and_the_exit_status_is_2() {
        composed.docker().must("docker", "kill", "--signal", "KILL", Composed.container("doorward"));
        try {
            couldNotBeGiven(composed.compose("run", "--rm", "--no-deps", "player"), "cannot be asked");
        } finally {
            composed.must("up", "--detach", "--wait");
        }
        assertThat(composed.allAreHealthy()).isTrue();
    }

    /** Without the program "ip", of which the play knows nothing. */
    @Test
    @Order(5)
    void a_fault_of_the_play_itself_is_no_wrong_row() {
        String play = "ln -s /bin/true /tmp/line; PATH=/tmp /usr/bin/python3 /usr/local/bin/play --block 0";
        couldNotBeGiven(inAPlayer("sh", "-c", play), "'ip'");
        couldNotBeGiven(inAPlayer("play", "--block", "31"), "--block");
    }

    @Test
    @Order(6)
    void a_play_for_which_no_addresses_are_left_says_how_to_begin_anew() {
        Result play = composed.compose(
                "run",
                "--rm",
                "--no-deps",
                "player",
                "sh",
                "-c",
                "python3 -c \"$1\" && exec play",
                "sh",
                ALL_ARE_KNOWN);
        couldNotBeGiven(
                play,
                "play: every address of the play is known by now; begin anew with"
                        + " \"docker compose -f docker/compose.yaml --profile '*' down -v\"\n");
    }

    @Test
    @Order(7)
    void a_wrong_row_is_called_wrong_in_the_table_and_in_json() {
        String table = made("table");
        List<Row> rows = PlayTable.read(table);
        assertThat(rows).extracting(Row::judged).containsExactly("right", "WRONG", "WRONG");
        assertThat(rows.get(1).answered()).isEqualTo("2x450wait");
        assertThat(table)
                .contains("2 of 3 rows WRONG", "answers: 2 in the place of 1", "packets: 'arrive' in the place of");

        List<?> json = (List<?>) JsonTree.read(made("json"));
        assertThat(json).extracting(row -> JsonTree.at(row, "right")).containsExactly("true", "false", "false");
        assertThat(JsonTree.list(json.get(0), "faults")).isEmpty();
        assertThat(JsonTree.list(json.get(1), "faults")).hasSize(5);
        assertThat(JsonTree.list(json.get(2), "faults"))
                .as("the whole text counts")
                .hasSize(4);
        assertThat(JsonTree.at(json.get(1), "packets")).isEqualTo("arrive");
        assertThat(JsonTree.at(json.get(1), "may_come_back")).isEqualTo("in 5 s");
    }

    private String made(String form) {
        Result result = inAPlayer("python3", "-c", MADE_UP_ROWS, form);
        assertThat(result.status()).as(result.toString()).isZero();
        return result.out();
    }

    /** A command in a player that has no network. */
    private Result inAPlayer(String... words) {
        return composed.docker()
                .run(Stream.concat(
                                Stream.of(
                                        "docker",
                                        "run",
                                        "--rm",
                                        "--pull=never",
                                        "--network",
                                        "none",
                                        Composed.image("doorward-player")),
                                Stream.of(words))
                        .toArray(String[]::new));
    }

    private static void couldNotBeGiven(Result play, String why) {
        assertThat(play.status()).as(play.toString()).isEqualTo(2);
        assertThat(play.err()).contains(why);
        assertThat(play.out()).doesNotContain(TABLE_HEAD);
    }

    private static String firstWords(List<?> answers) {
        return answers.stream()
                .map(answer -> answer.toString().split(" ", 2)[0])
                .collect(Collectors.joining(" "));
    }

    private static void assertMatches(Row row, Row pattern) {
        assertThat(row.who()).matches(pattern.who());
        assertThat(row.answered()).as(row.who()).matches(pattern.answered());
        assertThat(row.decided()).as(row.who()).matches(pattern.decided());
        assertThat(row.packets()).as(row.who()).matches(pattern.packets());
        assertThat(row.back()).as(row.who()).matches(pattern.back());
        assertThat(row.judged()).as(row.who()).matches(pattern.judged());
    }

    private static String address(Row row) {
        Matcher address =
                Pattern.compile("(198\\.51\\.100\\.\\d+|2001:db8:\\S+)$").matcher(row.who());
        assertThat(address.find()).as(row.who()).isTrue();
        return address.group(1);
    }

    private static Row row(String who, String answered, String decided, String packets, String back) {
        return new Row(who, answered, decided, packets, back, "right");
    }
}
