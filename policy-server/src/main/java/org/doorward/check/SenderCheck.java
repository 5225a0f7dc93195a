package org.doorward.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.doorward.check.FindingCache.Remembered;
import org.doorward.config.SenderConfig;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.LastingCheck;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.dns.Dns;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.DnsQuestion;
import org.doorward.dns.DnsRecord;

/**
 * Check {@code sender}: whether mail to the sender's domain could arrive, and whether the sender is the recipient.
 *
 * <p>The DNS is asked for MX, and only where there is none for A and AAAA, which then stand in for it (RFC 5321 section 5.1).
 */
public final class SenderCheck implements LastingCheck {

    /** The check's name. */
    public static final String NAME = "sender";

    /** Some 10 MB at most: a name of up to 253 bytes, and for most of them a finding that all share. */
    private static final int REMEMBERED = 20_000;

    /** A domain that has been set right counts again within the hour, whatever its records say. */
    private static final Duration LONGEST_AGE = Duration.ofHours(1);

    /** Whom the DNS could not tell is asked again soon, but not for each recipient of one message. */
    private static final Duration UNKNOWN_AGE = Duration.ofSeconds(15);

    private final SenderConfig config;
    private final Dns dns;
    private final FindingCache<String> domains;

    /**
     * The check.
     *
     * @param config its settings
     * @param dns is asked
     * @param nanos a steady clock in nanoseconds
     */
    public SenderCheck(SenderConfig config, Dns dns, LongSupplier nanos) {
        this.config = config;
        this.dns = dns;
        this.domains = new FindingCache<>(REMEMBERED, nanos);
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
        String sender = inquiry.envelope().sender();
        if (!config.enabled() || sender.isEmpty()) {
            return NOTHING;
        }
        CompletionStage<Finding> domain = SenderDomain.of(sender)
                .map(name -> domains.get(name, () -> ask(name)))
                .orElse(NOTHING);
        if (config.isRecipientPoints() == 0
                || !sender.equalsIgnoreCase(inquiry.envelope().recipient())) {
            return domain;
        }
        Sign same = new Sign(
                Reason.SENDER_IS_RECIPIENT, NAME, config.isRecipientPoints(), "the sender is the recipient", "");
        return domain.thenApply(finding -> and(finding, same));
    }

    @Override
    public Duration lasts(Inquiry inquiry) {
        String sender = inquiry.envelope().sender();
        if (!config.enabled() || sender.isEmpty()) {
            return AS_LONG_AS_THE_SETTINGS;
        }
        return SenderDomain.of(sender).map(domains::lasts).orElse(AS_LONG_AS_THE_SETTINGS);
    }

    /** What the DNS could not tell does not take away what is plain to see. */
    private static Finding and(Finding finding, Sign same) {
        List<Sign> signs = new ArrayList<>();
        if (finding instanceof Finding.Points points) {
            signs.addAll(points.signs());
        }
        signs.add(same);
        return new Finding.Points(signs);
    }

    private CompletionStage<Remembered> ask(String domain) {
        if (domain.isEmpty()) {
            return CompletableFuture.completedStage(noMail("an empty domain", "can be none", LONGEST_AGE));
        }
        return dns.ask(new DnsQuestion(domain, DnsQuestion.Type.MX)).thenCompose(answer -> mailServers(domain, answer));
    }

    private CompletionStage<Remembered> mailServers(String domain, DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Found found) {
            boolean none = found.records().stream()
                    .allMatch(each -> each instanceof DnsRecord.MailServer server
                            && server.host().isEmpty());
            return CompletableFuture.completedStage(
                    none
                            ? sign(config.nullMxPoints(), domain + " takes no mail (null MX)", found.ttl())
                            : remembered(Finding.NOTHING, found.ttl()));
        }
        if (answer instanceof DnsAnswer.Nothing nothing) {
            return nothing.nameExists()
                    ? addresses(domain, nothing.ttl())
                    : CompletableFuture.completedStage(noMail(domain, "does not exist", nothing.ttl()));
        }
        return CompletableFuture.completedStage(failed(domain, (DnsAnswer.Failed) answer));
    }

    /** Without MX records the domain's own address is its mail server. */
    private CompletionStage<Remembered> addresses(String domain, Duration ttl) {
        return dns.ask(new DnsQuestion(domain, DnsQuestion.Type.A))
                .thenCombine(dns.ask(new DnsQuestion(domain, DnsQuestion.Type.AAAA)), (v4, v6) -> {
                    if (v4 instanceof DnsAnswer.Found || v6 instanceof DnsAnswer.Found) {
                        return remembered(Finding.NOTHING, ttl);
                    }
                    if (v4 instanceof DnsAnswer.Failed failed) {
                        return failed(domain, failed);
                    }
                    if (v6 instanceof DnsAnswer.Failed failed) {
                        return failed(domain, failed);
                    }
                    return noMail(domain, "has neither a mail server nor an address", ttl);
                });
    }

    private Remembered failed(String domain, DnsAnswer.Failed failed) {
        if (failed.failure() == DnsAnswer.Failure.BAD_NAME) {
            return noMail(domain, "can be no domain", LONGEST_AGE);
        }
        return Remembered.of(new Finding.Unknown(Reason.SENDER_DOMAIN, domain + ": " + failed.why()), UNKNOWN_AGE);
    }

    private Remembered noMail(String domain, String why, Duration ttl) {
        return sign(config.noMailPoints(), domain + " " + why, ttl);
    }

    private static Remembered sign(double points, String detail, Duration ttl) {
        return points == 0
                ? remembered(Finding.NOTHING, ttl)
                : remembered(
                        new Finding.Points(List.of(new Sign(Reason.SENDER_DOMAIN, NAME, points, detail, ""))), ttl);
    }

    private static Remembered remembered(Finding finding, Duration ttl) {
        Duration age = ttl.compareTo(LONGEST_AGE) < 0 ? ttl : LONGEST_AGE;
        return finding == Finding.NOTHING ? new Remembered(NOTHING, age) : Remembered.of(finding, age);
    }
}
