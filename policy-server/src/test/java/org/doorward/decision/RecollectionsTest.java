package org.doorward.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecollectionsTest {

    private static final Inquiries KNOWN = Inquiries.stranger();
    private static final Finding FIVE = new Finding.Points(Reason.HELO, 5, "five");

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private long nanos;
    private int asked;
    private Finding found = FIVE;
    private Duration lasts = Duration.ofSeconds(10);
    private final Pipeline pipeline = pipeline(15, Finding.NOTHING);

    @AfterEach
    void close() {
        loop.finishAndReleaseAll();
    }

    @Test
    void whoIsKnownIsNotExaminedAgainWhileItLasts() {
        Decision first = decide(pipeline, KNOWN);
        found = Finding.NOTHING;
        nanos += lasts.toNanos() - 1;

        assertThat(decide(pipeline, KNOWN.recipient("carol@example.net")).evidence())
                .isEqualTo(first.evidence());
        assertThat(asked).isEqualTo(1);

        nanos++;
        assertThat(decide(pipeline, KNOWN).evidence()).isNotEqualTo(first.evidence());
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whateverTheLastingChecksLookAtTellsOneFromAnother() {
        decide(pipeline, KNOWN);
        List<Inquiries> others = List.of(
                KNOWN.from("198.51.100.8"),
                KNOWN.named("mail.example.org"),
                KNOWN.unconfirmed("mail.example.org"),
                KNOWN.helo("other.example.org"),
                KNOWN.sender("other@example.org"),
                KNOWN.recipient("Alice@Example.Org"),
                KNOWN.at(ProtocolState.DATA));

        others.forEach(other -> decide(pipeline, other));

        assertThat(asked).isEqualTo(1 + others.size());
    }

    @Test
    void whatDoesNotLastIsAskedForAgain() {
        lasts = Duration.ZERO;
        decide(pipeline, KNOWN);
        decide(pipeline, KNOWN);

        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whatIsUnknownIsAskedForAgain() {
        found = new Finding.Unknown(Reason.DNSBL, "no answer");
        decide(pipeline, KNOWN);
        decide(pipeline, KNOWN);

        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whoIsRefusedOrDeferredLeavesNothing() {
        Pipeline strict = pipeline(5, Finding.NOTHING);
        decide(strict, KNOWN);
        decide(strict, KNOWN);
        Pipeline grey = pipeline(15, new Finding.Settled(new Verdict.Defer(Reason.GREYLISTED, "", "Come back")));
        decide(grey, KNOWN);
        decide(grey, KNOWN);

        assertThat(asked).isEqualTo(4);
    }

    @Test
    void whatIsForeseenLeavesNothing() {
        pipeline.foresee(KNOWN.get(), loop.eventLoop()).toCompletableFuture().join();
        decide(pipeline, KNOWN);

        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whoHasNoAddressOrWritesALotLeavesNothing() {
        for (Inquiries inquiry : List.of(KNOWN.from(""), KNOWN.helo("a".repeat(500)))) {
            asked = 0;
            decide(pipeline, inquiry);
            decide(pipeline, inquiry);
            assertThat(asked).isEqualTo(2);
        }
    }

    private Pipeline pipeline(double rejectAt, Finding last) {
        return new Pipeline(
                List.of(plain("first", Check.Phase.EXEMPT, Finding.NOTHING), lasting(), plain("last", last)),
                new Judge(rejectAt, 1, "No"),
                new Pipeline.Rules(Duration.ofSeconds(5), false, Set.of()),
                () -> nanos,
                1,
                decision -> {});
    }

    private Decision decide(Pipeline by, Inquiries inquiry) {
        return by.decide(inquiry.get(), loop.eventLoop()).toCompletableFuture().join();
    }

    private static Check plain(String name, Finding finding) {
        return plain(name, Check.Phase.GREYLIST, finding);
    }

    private static Check plain(String name, Check.Phase phase, Finding finding) {
        return new StubCheck(name, phase, finding);
    }

    private LastingCheck lasting() {
        return new LastingCheck() {
            @Override
            public String name() {
                return "lasting";
            }

            @Override
            public Phase phase() {
                return Phase.EVIDENCE;
            }

            @Override
            public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
                asked++;
                return CompletableFuture.completedStage(found);
            }

            @Override
            public Duration lasts(Inquiry inquiry) {
                return lasts;
            }
        };
    }
}
