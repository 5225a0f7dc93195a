package org.doorward.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.doorward.config.DnsConfig;
import org.doorward.config.ServerConfig.Transport;
import org.doorward.dns.DnsAnswer.Failed;
import org.doorward.dns.DnsAnswer.Failure;
import org.doorward.dns.DnsAnswer.Found;
import org.doorward.dns.DnsAnswer.Nothing;
import org.doorward.dns.FaultyServer.Reply;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions over real sockets to a server that does what it is told. */
@Timeout(60)
class NettyDnsTest {

    private static final DnsQuestion WWW = new DnsQuestion("www.example", DnsQuestion.Type.A);

    private final AtomicLong advanced = new AtomicLong();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO"})
    void anAddressIsFoundOnEitherTransport(Transport transport) throws Exception {
        FaultyServer server = server(query -> Reply.a(120, "192.0.2.1", "192.0.2.2"));

        DnsAnswer answer = answer(dns(config(server), transport), WWW);

        assertThat(answer)
                .isEqualTo(new Found(List.of(address("192.0.2.1"), address("192.0.2.2")), Duration.ofMinutes(2)));
    }

    @Test
    void everyTypeIsUnderstood() throws Exception {
        FaultyServer server = server(query -> switch (query.type()) {
            case FaultyServer.AAAA -> Reply.a(120, "2001:db8::1");
            case FaultyServer.MX ->
                Reply.empty().mx(120, 10, "MX.example").mxToItself(120).mx(120, 0, "");
            case FaultyServer.TXT -> Reply.empty().txt(120, "one ", "two\u00e9");
            default -> Reply.empty().name(FaultyServer.PTR, 120, "Host.Example");
        });
        NettyDns dns = dns(config(server));

        assertThat(records(dns, DnsQuestion.Type.AAAA)).containsExactly(address("2001:db8::1"));
        assertThat(records(dns, DnsQuestion.Type.MX))
                .containsExactly(
                        new DnsRecord.MailServer(10, "mx.example"),
                        new DnsRecord.MailServer(10, "www.example"),
                        new DnsRecord.MailServer(0, ""));
        assertThat(records(dns, DnsQuestion.Type.TXT)).containsExactly(new DnsRecord.Text("one two\u00e9"));
        assertThat(records(dns, DnsQuestion.Type.PTR)).containsExactly(new DnsRecord.Name("host.example"));
    }

    @Test
    void anAliasOnTheWayBoundsTheTimeToLive() throws Exception {
        FaultyServer server = server(query -> Reply.empty()
                .name(FaultyServer.CNAME, 90, "other.example")
                .record(FaultyServer.A, 600, new byte[] {(byte) 192, 0, 2, 1}));

        assertThat(answer(dns(config(server)), WWW))
                .isEqualTo(new Found(List.of(address("192.0.2.1")), Duration.ofSeconds(90)));
    }

    @Test
    void timesToLiveStayWithinTheirBounds() throws Exception {
        FaultyServer server = server(query -> switch (query.name()) {
            case "short.example" -> Reply.a(1, "192.0.2.1");
            case "long.example" -> Reply.a(1_000_000, "192.0.2.1");
            case "soa-ttl.example" -> Reply.nothing(400, 600);
            case "soa-minimum.example" -> Reply.nothing(700, 500);
            case "soa-long.example" -> Reply.nothing(100_000, 100_000);
            default -> Reply.code(3);
        });
        NettyDns dns = dns(config(server));

        assertThat(((Found) answer(dns, a("short.example"))).ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(((Found) answer(dns, a("long.example"))).ttl()).isEqualTo(Duration.ofHours(1));
        assertThat(answer(dns, a("soa-ttl.example"))).isEqualTo(new Nothing(false, Duration.ofSeconds(400)));
        assertThat(answer(dns, a("soa-minimum.example"))).isEqualTo(new Nothing(false, Duration.ofSeconds(500)));
        assertThat(answer(dns, a("soa-long.example"))).isEqualTo(new Nothing(false, Duration.ofMinutes(15)));
        assertThat(answer(dns, a("no-soa.example"))).isEqualTo(new Nothing(false, Duration.ofMinutes(5)));
    }

    @Test
    void aNameWithoutSuchRecordsIsToldFromNoName() throws Exception {
        FaultyServer server = server(query -> Reply.empty().soa(600, 600));

        assertThat(answer(dns(config(server)), WWW)).isEqualTo(new Nothing(true, Duration.ofMinutes(10)));
    }

    @Test
    void refusalsAndFailuresAreToldApart() throws Exception {
        FaultyServer server = server(query -> switch (query.name()) {
            case "servfail.example" -> Reply.serverFailure();
            case "refused.example" -> Reply.refused();
            case "notimp.example" -> Reply.code(4);
            default -> Reply.empty().record(FaultyServer.A, 60, new byte[] {1, 2, 3});
        });
        NettyDns dns = dns(config(server));

        assertThat(failure(dns, "servfail.example")).isEqualTo(Failure.SERVER_FAILURE);
        assertThat(failure(dns, "refused.example")).isEqualTo(Failure.REFUSED);
        assertThat(failure(dns, "notimp.example")).isEqualTo(Failure.BAD_ANSWER);
        assertThat(failure(dns, "malformed.example")).isEqualTo(Failure.BAD_ANSWER);
        assertThat(server.count()).isEqualTo(4);
    }

    @Test
    void aLostQuestionIsAskedOnceMore() throws Exception {
        FaultyServer server = server(query -> Reply.silent());
        server.script(
                query -> server.count("www.example", FaultyServer.A) == 1 ? Reply.silent() : Reply.a(60, "192.0.2.1"));

        assertThat(answer(dns(config(server)), WWW)).isInstanceOf(Found.class);
        assertThat(server.count("www.example", FaultyServer.A)).isEqualTo(2);
    }

    @Test
    void whoAnswersTooLateHasNotAnswered() throws Exception {
        FaultyServer server = server(query -> query.name().isEmpty()
                ? Reply.empty()
                : Reply.a(60, "192.0.2.1").after(Duration.ofSeconds(2)));
        NettyDns dns = dns(config(server));

        assertThat(failure(dns, "www.example")).isEqualTo(Failure.TIMEOUT);
        assertThat(server.count("www.example", FaultyServer.A)).isEqualTo(2);
    }

    @Test
    void anAnswerWithAnotherIdIsNoAnswer() throws Exception {
        FaultyServer server = server(query -> Reply.a(60, "192.0.2.1").wrongId());

        assertThat(failure(dns(config(server)), "www.example")).isEqualTo(Failure.TIMEOUT);
    }

    @Test
    void whatWasCutOffComesByTcp() throws Exception {
        FaultyServer server = server(
                query -> query.tcp() ? Reply.a(60, "192.0.2.1") : Reply.empty().truncated());

        assertThat(answer(dns(config(server)), WWW)).isInstanceOf(Found.class);
    }

    @Test
    void whatWasCutOffAndDoesNotComeByTcpIsNotTakenForNothing() throws Exception {
        FaultyServer server =
                server(query -> query.tcp() ? Reply.silent() : Reply.empty().truncated());

        assertThat(answer(dns(config(server)), WWW)).isInstanceOf(Failed.class);
    }

    @Test
    void theNextServerIsAskedAndThenPreferred() throws Exception {
        FaultyServer dead = server(query -> Reply.silent());
        FaultyServer failing = server(query -> Reply.serverFailure());
        FaultyServer well = server(query -> Reply.a(60, "192.0.2.1"));

        NettyDns one = dns(DnsConfigs.asking(dead.address(), well.address()));
        assertThat(answer(one, WWW)).isInstanceOf(Found.class);
        assertThat(answer(one, a("other.example"))).isInstanceOf(Found.class);
        assertThat(dead.count()).isEqualTo(1);

        NettyDns other = dns(DnsConfigs.asking(failing.address(), well.address()));
        assertThat(answer(other, WWW)).isInstanceOf(Found.class);
    }

    @Test
    void anAnswerIsRememberedForItsTimeAndNoLonger() throws Exception {
        FaultyServer server = server(query -> Reply.a(120, "192.0.2.1"));
        NettyDns dns = dns(config(server));

        answer(dns, WWW);
        advanced.addAndGet(Duration.ofSeconds(119).toNanos());
        assertThat(dns.ask(new DnsQuestion("WWW.Example", DnsQuestion.Type.A)).toCompletableFuture())
                .isCompleted();
        assertThat(server.count()).isEqualTo(1);

        advanced.addAndGet(Duration.ofSeconds(2).toNanos());
        answer(dns, WWW);
        assertThat(server.count()).isEqualTo(2);
    }

    @Test
    void aTimeOutIsForgottenSoonerThanAFailure() throws Exception {
        FaultyServer server =
                server(query -> query.name().equals("slow.example") ? Reply.silent() : Reply.serverFailure());
        NettyDns dns = dns(config(server));
        failure(dns, "slow.example");
        failure(dns, "bad.example");

        advanced.addAndGet(Duration.ofSeconds(11).toNanos());
        failure(dns, "slow.example");
        failure(dns, "bad.example");

        assertThat(server.count("slow.example", FaultyServer.A)).isEqualTo(4);
        assertThat(server.count("bad.example", FaultyServer.A)).isEqualTo(1);
    }

    @Test
    void whatIsAskedAnewIsAskedThoughItIsRemembered() throws Exception {
        FaultyServer server = server(query -> Reply.a(120, "192.0.2.1"));
        NettyDns dns = dns(config(server));
        answer(dns, WWW);
        server.script(query -> Reply.a(120, "192.0.2.2"));

        Found anew = (Found) dns.askAnew(WWW).toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(anew.records()).containsExactly(address("192.0.2.2"));
        assertThat(((Found) answer(dns, WWW)).records()).containsExactly(address("192.0.2.2"));
        assertThat(server.count()).isEqualTo(2);
    }

    @Test
    void tenThousandWhoAskTheSameShareOneQuestion() throws Exception {
        FaultyServer server = server(query -> Reply.a(120, "192.0.2.1").after(Duration.ofMillis(100)));
        NettyDns dns = dns(config(server));

        List<CompletableFuture<DnsAnswer>> asked = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            asked.add(dns.ask(WWW).toCompletableFuture());
        }
        for (CompletableFuture<DnsAnswer> each : asked) {
            assertThat(each.get(10, TimeUnit.SECONDS)).isInstanceOf(Found.class);
        }

        assertThat(server.count()).isEqualTo(1);
    }

    @Test
    void pastTheBoundQuestionsFailAtOnceAndAreNotRemembered() throws Exception {
        FaultyServer server = server(query -> Reply.a(120, "192.0.2.1").after(Duration.ofMillis(100)));
        NettyDns dns = dns(DnsConfigs.asking(Duration.ofSeconds(5), 2, server.address()));
        CompletableFuture<DnsAnswer> first = dns.ask(a("a.example")).toCompletableFuture();
        CompletableFuture<DnsAnswer> second = dns.ask(a("b.example")).toCompletableFuture();

        CompletableFuture<DnsAnswer> third = dns.ask(a("c.example")).toCompletableFuture();

        assertThat(third).isCompletedWithValueMatching(answer -> ((Failed) answer).failure() == Failure.OVERLOAD);
        assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Found.class);
        assertThat(second.get(10, TimeUnit.SECONDS)).isInstanceOf(Found.class);
        assertThat(answer(dns, a("c.example"))).isInstanceOf(Found.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..example",
                ".example",
                "example.",
                "b\u00fccher.example",
                "a b.example",
                "a\\b.example"
            })
    void aNameThatCanBeNoneIsNotAskedFor(String name) throws Exception {
        FaultyServer server = server(query -> Reply.a(120, "192.0.2.1"));

        assertThat(failure(dns(config(server)), name)).isEqualTo(Failure.BAD_NAME);
        assertThat(server.count()).isZero();
    }

    @Test
    void aNameThatIsTooLongIsNotAskedFor() throws Exception {
        FaultyServer server = server(query -> Reply.a(120, "192.0.2.1"));
        NettyDns dns = dns(config(server));
        String label = "x".repeat(63);
        String longest = label + "." + label + "." + label + "." + "x".repeat(61);

        assertThat(answer(dns, a(longest))).isInstanceOf(Found.class);
        assertThat(failure(dns, longest + "x")).isEqualTo(Failure.BAD_NAME);
        assertThat(failure(dns, label + "x.example")).isEqualTo(Failure.BAD_NAME);
    }

    @Test
    void withNoServerAtAllQuestionsFailAtOnceUntilOneAnswers() throws Exception {
        FaultyServer server = server(query -> Reply.silent());
        NettyDns dns = dns(config(server));
        assertThat(dns.status().available()).isTrue();

        askUntil(dns, () -> !dns.status().available());
        long before = System.nanoTime();
        int down = 0;
        for (int i = 0; i < 1000; i++) {
            CompletableFuture<DnsAnswer> asked =
                    dns.ask(a("late" + i + ".example")).toCompletableFuture();
            if (asked.isDone() && ((Failed) asked.join()).failure() == Failure.DOWN) {
                down++;
            }
        }

        assertThat(down).isGreaterThan(990);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        assertThat(dns.status().problem()).contains("no name server answers");
        assertThat(dns.answers().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isFalse();

        server.script(query -> Reply.a(120, "192.0.2.1"));
        until(() -> dns.status().available());
        assertThat(answer(dns, WWW)).isInstanceOf(Found.class);
    }

    @Test
    void aSilentZoneAloneIsNotTakenForSilentServers() throws Exception {
        FaultyServer server = server(query -> query.name().isEmpty() ? Reply.refused() : Reply.silent());
        NettyDns dns = dns(config(server));

        for (int i = 0; i < 6; i++) {
            assertThat(failure(dns, "silent" + i + ".example")).isEqualTo(Failure.TIMEOUT);
        }

        assertThat(dns.status().available()).isTrue();
        assertThat(dns.answers().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isTrue();
        assertThat(server.count("", FaultyServer.NS)).isPositive();
    }

    private void askUntil(NettyDns dns, BooleanSupplier condition) {
        for (int i = 0; i < 8; i++) {
            var unused = dns.ask(a("early" + i + ".example"));
        }
        until(condition);
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private FaultyServer server(FaultyServer.Script script) throws IOException {
        FaultyServer server = new FaultyServer(script);
        opened.add(server);
        return server;
    }

    private static DnsConfig config(FaultyServer server) {
        return DnsConfigs.asking(server.address());
    }

    private NettyDns dns(DnsConfig config) {
        return dns(config, Transport.AUTO);
    }

    private NettyDns dns(DnsConfig config, Transport transport) {
        NettyDns dns = NettyDns.start(config, transport, () -> System.nanoTime() + advanced.get(), DnsEvents.IGNORED);
        opened.add(dns);
        return dns;
    }

    private static DnsQuestion a(String name) {
        return new DnsQuestion(name, DnsQuestion.Type.A);
    }

    private static DnsAnswer answer(NettyDns dns, DnsQuestion question) throws Exception {
        return dns.ask(question).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static List<DnsRecord> records(NettyDns dns, DnsQuestion.Type type) throws Exception {
        return ((Found) answer(dns, new DnsQuestion("www.example", type))).records();
    }

    private static Failure failure(NettyDns dns, String name) throws Exception {
        return ((Failed) answer(dns, a(name))).failure();
    }

    private static DnsRecord address(String text) {
        return new DnsRecord.Address(IpAddress.parse(text).orElseThrow());
    }
}
