package org.doorward.dnsbl;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.check.DnsblCheck;
import org.doorward.check.HeloCheck;
import org.doorward.check.ReverseNameCheck;
import org.doorward.check.SenderCheck;
import org.doorward.check.SpfCheck;
import org.doorward.config.DnsblConfig.Subject;
import org.doorward.config.HeloConfig;
import org.doorward.config.ReverseNameConfig;
import org.doorward.config.SenderConfig;
import org.doorward.config.SpfConfig;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Judge;
import org.doorward.decision.LastingCheck;
import org.doorward.decision.Pipeline;
import org.doorward.decision.ProtocolState;
import org.doorward.dns.Dns;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.DnsQuestion;
import org.doorward.dns.DnsRecord;
import org.doorward.spf.SpfEvaluator;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is remembered of somebody all in one place is what each check would find by itself. The DNS here answers something else
 * each time, for a time of its own; so whatever is remembered for too long shows.
 */
class LastingFindingsTest {

    private static final int INQUIRIES = 4000;

    private static final List<String> SENDERS =
            List.of("", "anna@one.example", "ben@one.example", "carl@two.example", "dora@each.example", "emil");
    private static final List<String> NAMES = List.of("", "mail.one.example", "host-7-100-51-198.dyn.example");
    private static final List<String> HELOS = List.of("", "mail.one.example", "nodots", "[198.51.100.7]");
    private static final List<String> RECIPIENTS = List.of("bob@example.net", "Anna@one.example", "emil");
    private static final List<ProtocolState> STATES = List.of(ProtocolState.RCPT, ProtocolState.CONNECT);

    private final ManualTime time = new ManualTime();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void areWhatTheChecksFindThemselves(long seed) {
        Random random = new Random(seed);
        List<LastingCheck> checks = checks(new FickleDns(random));
        Pipeline pipeline = new Pipeline(
                List.copyOf(checks),
                new Judge(1000, 1, "No"),
                new Pipeline.Rules(Duration.ofSeconds(5), false, Set.of()),
                time::nanos,
                1,
                decision -> {});
        EmbeddedChannel loop = new EmbeddedChannel();
        for (int i = 0; i < INQUIRIES; i++) {
            Inquiry inquiry = inquiry(random);
            List<Evidence.Item> found = checks.stream()
                    .map(check -> new Evidence.Item(
                            check.name(),
                            check.examine(inquiry, Evidence.NONE)
                                    .toCompletableFuture()
                                    .join(),
                            false))
                    .toList();
            Decision decision = pipeline.decide(inquiry, loop.eventLoop())
                    .toCompletableFuture()
                    .join();
            assertThat(decision.evidence().items())
                    .as("inquiry %s of seed %s: %s", i, seed, inquiry)
                    .isEqualTo(found);
            time.advance(Duration.ofMillis(random.nextInt(2000)));
        }
        loop.finishAndReleaseAll();
    }

    private List<LastingCheck> checks(Dns dns) {
        HealthBook book = new HealthBook(dns, time, time, Duration.ofHours(1), DnsblEvents.IGNORED);
        DnsblClient lists = new DnsblClient(
                Lists.config(
                        Lists.v4("one.lists"),
                        Lists.v4("two.lists"),
                        Lists.names("names.lists", Subject.HELO, Subject.SENDER, Subject.CLIENT)),
                book,
                dns,
                time,
                time::nanos);
        SpfConfig spf = new SpfConfig(true, 3, 1, Duration.ofHours(1), List.of(), Duration.ofHours(6));
        return List.of(
                new HeloCheck(new HeloConfig(true, List.of(), 5.0, 3.0, 2.0, 3.0, 2.0), "mx.example.net", Set.of()),
                new ReverseNameCheck(new ReverseNameConfig(true, 1, 1.25, 1.5)),
                new DnsblCheck(lists),
                new SenderCheck(new SenderConfig(true, 3, 5, 1), dns, time::nanos),
                new SpfCheck(spf, new SpfEvaluator(dns, time::nanos), time::nanos));
    }

    private static Inquiry inquiry(Random random) {
        return Inquiries.stranger()
                .from("198.51.100." + (7 + random.nextInt(2)))
                .named(one(NAMES, random))
                .helo(one(HELOS, random))
                .sender(one(SENDERS, random))
                .recipient(one(RECIPIENTS, random))
                .at(one(STATES, random))
                .get();
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    /** Says something else each time, but for what lists prove themselves by. */
    private record FickleDns(Random random) implements Dns {

        @Override
        public CompletionStage<DnsAnswer> ask(DnsQuestion question) {
            return CompletableFuture.completedStage(answer(question));
        }

        private DnsAnswer answer(DnsQuestion question) {
            Duration ttl = Duration.ofSeconds(1 + random.nextInt(100));
            String name = question.name();
            if (name.startsWith("2.0.0.127.") || name.startsWith("test.")) {
                return new DnsAnswer.Found(List.of(address("127.0.0.2")), ttl);
            }
            if (name.startsWith("1.0.0.127.") || name.startsWith("invalid.") || random.nextInt(3) == 0) {
                return new DnsAnswer.Nothing(random.nextBoolean(), ttl);
            }
            if (random.nextInt(10) == 0) {
                return new DnsAnswer.Failed(DnsAnswer.Failure.TIMEOUT, "no answer");
            }
            return switch (question.type()) {
                case A -> new DnsAnswer.Found(List.of(address("127.0.0.3")), ttl);
                case AAAA -> new DnsAnswer.Found(List.of(address("2001:db8::3")), ttl);
                case MX -> new DnsAnswer.Found(List.of(new DnsRecord.MailServer(10, "mx.example")), ttl);
                case TXT -> new DnsAnswer.Found(List.of(new DnsRecord.Text(policy(name))), ttl);
                case PTR -> new DnsAnswer.Found(List.of(new DnsRecord.Name("mail.example")), ttl);
            };
        }

        private String policy(String name) {
            String how = name.startsWith("each.") ? "exists:%{l}.%{h}.ok.example" : "ip4:198.51.100.7";
            return "v=spf1 " + how + (random.nextBoolean() ? " -all" : " ~all");
        }

        private static DnsRecord address(String text) {
            return new DnsRecord.Address(IpAddress.parse(text).orElseThrow());
        }
    }
}
