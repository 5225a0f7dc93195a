package org.doorward.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.doorward.check.FindingCache.Remembered;
import org.doorward.config.SpfConfig;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.LastingCheck;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.spf.SpfEvaluator;
import org.doorward.spf.SpfResult;
import org.doorward.store.net.IpAddress;

/**
 * Check {@code spf}: whether the sender's domain permits the client's address.
 *
 * <p>A pass is worth nothing and allows nothing, for who sends spam can publish a record; it is a sign for the greylist, whose
 * detail is the domain. For bounces, which have no sender, the domain in HELO is asked, and counts for nothing either way.
 */
public final class SpfCheck implements LastingCheck {

    /** The check's name. */
    public static final String NAME = "spf";

    /** The source of its signs. */
    private static final String SOURCE = NAME;

    /** Some 15 MB at most: an address, a name of up to 253 bytes, and a finding with both. */
    private static final int REMEMBERED = 20_000;

    /** Whatever the DNS says, or could not say, is not asked again for each recipient of one message. */
    private static final Duration SHORTEST_AGE = Duration.ofSeconds(15);

    /** Stands in memory for a domain whose answers hold for one sender and one HELO only. */
    private static final Finding EACH = new Finding.Unknown(Reason.SPF_PASS, "each sender by itself");

    private static final CompletionStage<Finding> EACH_BY_ITSELF = CompletableFuture.completedFuture(EACH);

    /** Who is asked for when there is no sender: a blank, which is in no sender's place. */
    private static final String BOUNCE = " ";

    /** RFC 5321 section 4.5.3.1.1 has 64; longer ones only make longer names of macros. */
    private static final int LONGEST_LOCAL_PART = 256;

    /** No name is longer; what is, would only fill the memory. */
    private static final int LONGEST_HELO = 255;

    private final SpfConfig config;
    private final SpfEvaluator evaluator;
    private final FindingCache<Asked> known;

    /**
     * The check.
     *
     * @param config its settings
     * @param evaluator asks the domains
     * @param nanos a steady clock in nanoseconds
     */
    public SpfCheck(SpfConfig config, SpfEvaluator evaluator, LongSupplier nanos) {
        this.config = config;
        this.evaluator = evaluator;
        this.known = new FindingCache<>(REMEMBERED, nanos);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Phase phase() {
        return Phase.EVIDENCE;
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        Optional<Asked> asked = asked(inquiry);
        if (asked.isEmpty()) {
            return NOTHING;
        }
        Asked shared = asked.get();
        String helo = helo(inquiry);
        CompletionStage<Finding> finding =
                known.get(shared, () -> evaluate(shared.client(), sender(inquiry, shared), helo, true));
        if (finding == EACH_BY_ITSELF) {
            return each(shared, sender(inquiry, shared), helo);
        }
        return isDone(finding)
                ? finding
                : finding.thenCompose(
                        found -> EACH.equals(found) ? each(shared, sender(inquiry, shared), helo) : finding);
    }

    @Override
    public Duration lasts(Inquiry inquiry) {
        Optional<Asked> asked = asked(inquiry);
        if (asked.isEmpty()) {
            return AS_LONG_AS_THE_SETTINGS;
        }
        Asked shared = asked.get();
        return known.remembers(shared, EACH_BY_ITSELF)
                ? known.lasts(own(shared, sender(inquiry, shared), helo(inquiry)))
                : known.lasts(shared);
    }

    /** What is asked for all senders of the domain; empty when there is nothing to ask. */
    private Optional<Asked> asked(Inquiry inquiry) {
        Optional<IpAddress> client = inquiry.client().address();
        if (!config.enabled() || client.isEmpty() || !senderKnown(inquiry.state())) {
            return Optional.empty();
        }
        boolean bounce = inquiry.envelope().nullSender();
        return (bounce
                        ? heloDomain(helo(inquiry))
                        : SenderDomain.of(inquiry.envelope().sender()))
                .filter(domain -> domain.indexOf('.') >= 0)
                .map(domain -> new Asked(client.get(), domain, bounce ? BOUNCE : ""));
    }

    private static String helo(Inquiry inquiry) {
        String said = inquiry.client().helo();
        return said.substring(0, Math.min(said.length(), LONGEST_HELO));
    }

    private static boolean isDone(CompletionStage<Finding> finding) {
        return finding.toCompletableFuture().isDone();
    }

    /** The record tells the senders of the domain apart, or the names in HELO. */
    private CompletionStage<Finding> each(Asked shared, String sender, String helo) {
        return known.get(own(shared, sender, helo), () -> evaluate(shared.client(), sender, helo, false));
    }

    private static Asked own(Asked shared, String sender, String helo) {
        return new Asked(shared.client(), shared.domain(), sender + ' ' + helo);
    }

    private static boolean senderKnown(ProtocolState state) {
        return switch (state) {
            case MAIL, RCPT, DATA, BDAT, END_OF_MESSAGE -> true;
            case CONNECT, HELO, EHLO, VRFY, ETRN, XCLIENT, OTHER -> false;
        };
    }

    private static Optional<String> heloDomain(String helo) {
        return !helo.isEmpty() && HeloName.read(helo) instanceof HeloName.Name name && name.full()
                ? Optional.of(name.name())
                : Optional.empty();
    }

    /** The sender with its domain in ASCII; empty for a bounce. */
    private static String sender(Inquiry inquiry, Asked shared) {
        if (inquiry.envelope().nullSender()) {
            return "";
        }
        String sender = inquiry.envelope().sender();
        String local = sender.substring(0, sender.lastIndexOf('@'));
        return local.substring(0, Math.min(local.length(), LONGEST_LOCAL_PART)) + '@' + shared.domain();
    }

    private CompletionStage<Remembered> evaluate(IpAddress client, String sender, String helo, boolean forAll) {
        return evaluator.check(client, sender, helo).thenApply(result -> {
            if (forAll && result.personal()) {
                return new Remembered(EACH_BY_ITSELF, age(result.ttl()));
            }
            Finding finding = finding(result, client, sender.isEmpty());
            return finding == Finding.NOTHING
                    ? new Remembered(NOTHING, age(result.ttl()))
                    : Remembered.of(finding, finding instanceof Finding.Unknown ? SHORTEST_AGE : age(result.ttl()));
        });
    }

    private Duration age(Duration ttl) {
        Duration most = ttl.compareTo(config.rememberAtMost()) < 0 ? ttl : config.rememberAtMost();
        return most.compareTo(SHORTEST_AGE) < 0 ? SHORTEST_AGE : most;
    }

    private Finding finding(SpfResult result, IpAddress client, boolean bounce) {
        return switch (result.kind()) {
            case PASS -> result.everybody() ? Finding.NOTHING : sign(Reason.SPF_PASS, 0, result.domain());
            case FAIL -> against(result, bounce ? 0 : config.failPoints(), "fail: ", " does not permit " + client);
            case SOFTFAIL ->
                against(result, bounce ? 0 : config.softfailPoints(), "softfail: ", " hardly permits " + client);
            case TEMPERROR -> new Finding.Unknown(Reason.SPF_FAIL, result.domain() + ": " + result.why());
            case NEUTRAL, NONE, PERMERROR -> Finding.NOTHING;
        };
    }

    private static Finding against(SpfResult result, double points, String kind, String what) {
        return points == 0 ? Finding.NOTHING : sign(Reason.SPF_FAIL, points, kind + result.domain() + what);
    }

    private static Finding sign(Reason reason, double points, String detail) {
        return new Finding.Points(List.of(new Sign(reason, SOURCE, points, detail, "")));
    }

    /**
     * What is remembered of an answer.
     *
     * @param client the client
     * @param domain the domain that was asked
     * @param who whom the answer is for: empty for every sender of the domain
     */
    private record Asked(IpAddress client, String domain, String who) {

        /** Written out because a record's own goes through method handles, and each inquiry asks this. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Asked asked
                    && asked.client.equals(client)
                    && asked.domain.equals(domain)
                    && asked.who.equals(who);
        }

        @Override
        public int hashCode() {
            return (client.hashCode() * 31 + domain.hashCode()) * 31 + who.hashCode();
        }
    }
}
