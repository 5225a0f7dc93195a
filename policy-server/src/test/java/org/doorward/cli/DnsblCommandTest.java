package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.doorward.admin.AdminServer;
import org.doorward.admin.AdminServices;
import org.doorward.admin.AdminToken;
import org.doorward.admin.LookupServices;
import org.doorward.admin.SampleServices;
import org.doorward.config.ListenAddress;
import org.doorward.dns.DnsStatus;
import org.doorward.dnsbl.ListStatus;
import org.doorward.dnsbl.ListStatus.State;
import org.doorward.dnsbl.Tested;
import org.doorward.observe.SampleDecisions;
import org.doorward.ownlist.SampleOwnLists;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DnsblCommandTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path folder;

    private List<ListStatus> lists = List.of(
            status("zen.spamhaus.org", State.SERVING, ""), status("bl.example", State.PARKED, "it lists everybody"));

    @Test
    void eachListIsALineAndWhatIsWrongIsSaidBelow() throws IOException {
        assertThat(run("dnsbl").out().lines())
                .containsExactly(
                        "list              state    since                 last probe            result           next probe"
                                + "            asked  listed     no answer  latency",
                        "zen.spamhaus.org  serving  2026-11-21T12:00:00Z  2026-11-21T12:10:00Z  as it should be"
                                + "  2026-11-21T12:40:00Z  200    50 (25 %)  3          1.5 ms",
                        "bl.example        parked   2026-11-21T12:00:00Z  2026-11-21T12:10:00Z  as it should be"
                                + "  2026-11-21T12:40:00Z  200    50 (25 %)  3          1.5 ms",
                        "",
                        "bl.example is parked: it lists everybody");
    }

    @Test
    void withoutListsThatIsSaid() throws IOException {
        lists = List.of();

        assertThat(run("dnsbl").out()).isEqualTo("No DNS list is configured.\n");
    }

    @Test
    void aTestShowsWhatEachListSaysOptionsBeforeAndBehindTheWord() throws IOException {
        String expected = """
                list        state    points  answer               explanation
                bl.example  serving  3.0     listed, 127.0.0.2    why\\x0anot
                dead.test   parked   0.0     no answer: too late

                points: 3.0
                """;
        assertThat(run("dnsbl", "test", "198.51.100.7").out()).isEqualTo(expected);
        assertThat(run("dnsbl", "--json", "test", "198.51.100.7").out())
                .startsWith("{\"subject\":\"198.51.100.7\",\"points\":3.0,\"answers\":[{\"list\":\"bl.example\"");
        assertThat(run("dnsbl", "--json").out()).startsWith("{\"lists\":[{\"list\":\"zen.spamhaus.org\",");
    }

    @Test
    void anEmptySubjectIsRefused() throws IOException {
        CommandLineRun run = run("dnsbl", "test", " ");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("(400)", "an address or a name");
    }

    private CommandLineRun run(String... words) throws IOException {
        try (AdminServer server = server()) {
            String[] arguments = new String[words.length + 4];
            arguments[0] = words[0];
            arguments[1] = "--set";
            arguments[2] = "admin.listen=inet:127.0.0.1:" + server.address().getPort();
            System.arraycopy(words, 1, arguments, 3, words.length - 1);
            arguments[words.length + 2] = "--set";
            arguments[words.length + 3] = "admin.token=" + TOKEN;
            return CommandLineRun.of(folder, arguments);
        }
    }

    private AdminServer server() throws IOException {
        LookupServices lookups = new LookupServices(
                () -> new DnsStatus(Optional.empty(), List.of(), 0),
                () -> lists,
                subject -> CompletableFuture.completedFuture(List.of(
                        new Tested(
                                "bl.example",
                                State.SERVING,
                                "listed, 127.0.0.2",
                                List.of(IpAddress.parse("127.0.0.2").orElseThrow()),
                                3,
                                "why\nnot"),
                        new Tested("dead.test", State.PARKED, "no answer: too late", List.of(), 0, ""))));
        AdminServices services = SampleServices.of(
                () -> NOON,
                (inquiry, loop) -> CompletableFuture.completedFuture(SampleDecisions.deferred(inquiry, false)),
                SampleOwnLists.in(folder),
                lookups);
        return AdminServer.start(new ListenAddress.Inet("127.0.0.1", 0), new AdminToken(TOKEN), services);
    }

    private static ListStatus status(String list, State state, String why) {
        return new ListStatus(
                list,
                state,
                NOON,
                why,
                Optional.of(NOON.plus(Duration.ofMinutes(10))),
                "as it should be",
                Optional.of(NOON.plus(Duration.ofMinutes(40))),
                200,
                50,
                3,
                Duration.ofNanos(1_500_000));
    }
}
