package org.doorward.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.doorward.config.ListenAddress;
import org.doorward.decision.Decider;
import org.doorward.dns.DnsStatus;
import org.doorward.dnsbl.ListStatus;
import org.doorward.dnsbl.Tested;
import org.doorward.feed.Knocks;
import org.doorward.feed.NeverFact;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Meters;
import org.doorward.observe.SampleDecisions;
import org.doorward.ownlist.OwnLists;
import org.doorward.ownlist.SampleOwnLists;
import org.doorward.store.StoreStatus;

/** An admin listener on a port of its own, speaking for parts that a test can change. */
final class RunningAdmin implements AutoCloseable {

    static final String TOKEN = "0123456789abcdef0123456789abcdef";
    static final StoreStatus WELL = new StoreStatus(Optional.empty(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    static final StoreStatus BROKEN = new StoreStatus(Optional.of("disk full"), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    volatile boolean ready = true;
    volatile Supplier<StoreStatus> store = () -> WELL;
    volatile Supplier<ReloadOutcome> reload = () -> new ReloadOutcome.Accepted(List.of());
    volatile Decider decider =
            (inquiry, loop) -> CompletableFuture.completedFuture(SampleDecisions.deferred(inquiry, false));

    private final OwnLists ownLists;
    volatile Supplier<DnsStatus> dns = () -> NoLookups.DNS;
    volatile Supplier<List<ListStatus>> lists = List::of;
    volatile Function<String, CompletionStage<List<Tested>>> test =
            subject -> CompletableFuture.completedFuture(List.of());

    final SampleBans bans = new SampleBans();
    volatile Supplier<List<NeverFact>> never = List::of;
    final Knocks knocks = new Knocks(network -> true);
    final Meters meters = new Meters(new BuildInfo("1.2.3", Optional.empty(), "17"));
    final SampleReporter reporter = new SampleReporter();
    volatile FirewallServices.Operator operator =
            (network, length, reason) -> CompletableFuture.failedFuture(new IllegalStateException());

    private final AdminServer server;

    RunningAdmin() throws IOException {
        this(AdminLimits.DEFAULT);
    }

    RunningAdmin(AdminLimits limits) throws IOException {
        this(limits, SampleOwnLists.in(Path.of("/nowhere")));
    }

    RunningAdmin(OwnLists ownLists) throws IOException {
        this(AdminLimits.DEFAULT, ownLists);
    }

    private RunningAdmin(AdminLimits limits, OwnLists ownLists) throws IOException {
        this.ownLists = ownLists;
        server = AdminServer.start(new ListenAddress.Inet("127.0.0.1", 0), new AdminToken(TOKEN), services(), limits);
    }

    AdminServices services() {
        return new AdminServices(
                new BuildInfo("1.2.3", Optional.empty(), "17"),
                () -> Instant.parse("2026-11-21T20:00:00Z"),
                () -> ready,
                () -> store.get(),
                meters,
                limit -> List.of(),
                address -> CompletableFuture.completedFuture(Optional.empty()),
                (whom, attributes, workers, loop) -> CompletableFuture.failedFuture(new IllegalStateException()),
                (inquiry, loop) -> decider.decide(inquiry, loop),
                () -> reload.get(),
                ownLists,
                new LookupServices(() -> dns.get(), () -> lists.get(), subject -> test.apply(subject)),
                new FirewallServices(
                        bans,
                        () -> never.get(),
                        knocks,
                        (network, length, reason) -> operator.ban(network, length, reason),
                        reporter));
    }

    /** How many wait for news of bans. */
    int waitingForTheFeed() {
        return server.waitingForTheFeed();
    }

    InetSocketAddress address() {
        return server.address();
    }

    /** Host header and end of connection, for a request on a connection of its own. */
    String get(String path, String... headers) throws IOException {
        return RawHttp.exchange(address(), "GET " + path + " HTTP/1.1\n" + common() + lines(headers) + "\n");
    }

    String post(String path, String body, String... headers) throws IOException {
        try (RawHttp http = new RawHttp(address())) {
            http.send("POST " + path + " HTTP/1.1\n" + common() + lines(headers) + "Content-Length: " + body.length()
                    + "\n\n");
            http.sendAsItIs(body);
            return http.readToEnd();
        }
    }

    /** A post with the token. */
    String order(String path, String body) throws IOException {
        return post(path, body, "Authorization: Bearer " + TOKEN);
    }

    private static String common() {
        return "Host: localhost\nConnection: close\n";
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\n", headers) + "\n";
    }

    @Override
    public void close() {
        server.close();
    }
}
