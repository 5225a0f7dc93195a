package org.doorward.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.doorward.config.DnsblConfig.Subject;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.LastingCheck;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.dnsbl.DnsblAnswer;
import org.doorward.dnsbl.DnsblAnswer.Hit;
import org.doorward.dnsbl.DnsblAnswer.Missing;
import org.doorward.dnsbl.DnsblClient;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;

/** Check {@code dnsbl}: what the DNS lists say of the client's address and of the names that are told. */
public final class DnsblCheck implements LastingCheck {

    /** The check's name. */
    public static final String NAME = "dnsbl";

    /** A reply to the client has 400 bytes for everything. */
    private static final int LONGEST_TOLD = 200;

    private final DnsblClient client;
    private final boolean helo;
    private final boolean sender;
    private final boolean name;

    /**
     * The check.
     *
     * @param client asks the lists
     */
    public DnsblCheck(DnsblClient client) {
        this.client = client;
        this.helo = client.asksFor(Subject.HELO);
        this.sender = client.asksFor(Subject.SENDER);
        this.name = client.asksFor(Subject.CLIENT);
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
        Optional<IpAddress> address = inquiry.client().address();
        if (helo || sender || name) {
            return examineNames(inquiry, address);
        }
        return address.isEmpty() ? NOTHING : one(client.ask(address.get()).toCompletableFuture());
    }

    /** What a list has said counts as long as the list is trusted, which may end at any time. */
    @Override
    public Duration lasts(Inquiry inquiry) {
        Duration lasts = inquiry.client().address().map(client::unlistedFor).orElse(AS_LONG_AS_THE_SETTINGS);
        if (helo) {
            lasts = shorter(
                    lasts, client.unlistedFor(Subject.HELO, inquiry.client().helo()));
        }
        if (sender) {
            lasts = shorter(lasts, client.unlistedFor(Subject.SENDER, senderDomain(inquiry)));
        }
        if (name) {
            lasts = shorter(
                    lasts, client.unlistedFor(Subject.CLIENT, inquiry.client().name()));
        }
        return lasts;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String senderDomain(Inquiry inquiry) {
        String sender = inquiry.envelope().sender();
        return sender.substring(sender.lastIndexOf('@') + 1);
    }

    private static CompletionStage<Finding> one(CompletableFuture<DnsblAnswer> asked) {
        if (!asked.isDone()) {
            return asked.thenApply(answer -> finding(List.of(answer)));
        }
        return known(finding(List.of(asked.join())));
    }

    private CompletionStage<Finding> examineNames(Inquiry inquiry, Optional<IpAddress> address) {
        List<CompletableFuture<DnsblAnswer>> asked = new ArrayList<>(4);
        address.ifPresent(known -> asked.add(client.ask(known).toCompletableFuture()));
        if (helo) {
            asked.add(ask(Subject.HELO, inquiry.client().helo()));
        }
        if (sender) {
            asked.add(ask(Subject.SENDER, senderDomain(inquiry)));
        }
        if (name) {
            asked.add(ask(Subject.CLIENT, inquiry.client().name()));
        }
        for (CompletableFuture<DnsblAnswer> each : asked) {
            if (!each.isDone()) {
                return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                        .thenApply(done -> finding(answers(asked)));
            }
        }
        return known(finding(answers(asked)));
    }

    private static List<DnsblAnswer> answers(List<CompletableFuture<DnsblAnswer>> asked) {
        List<DnsblAnswer> answers = new ArrayList<>(asked.size());
        for (CompletableFuture<DnsblAnswer> each : asked) {
            answers.add(each.join());
        }
        return answers;
    }

    private static CompletionStage<Finding> known(Finding finding) {
        return finding == Finding.NOTHING ? NOTHING : CompletableFuture.completedFuture(finding);
    }

    private CompletableFuture<DnsblAnswer> ask(Subject subject, String written) {
        return client.ask(subject, written).toCompletableFuture();
    }

    /** Signs when there are any; else, when nobody could say anything, that nothing is known. */
    private static Finding finding(List<DnsblAnswer> answers) {
        boolean answered = false;
        boolean special = false;
        for (DnsblAnswer answer : answers) {
            answered |= answer.answered();
            special |= answer.listed() || answer.lacksAllowList();
        }
        // Most clients are on no list, and most lists answer.
        return answered && !special ? Finding.NOTHING : weighed(answers, answered);
    }

    private static Finding weighed(List<DnsblAnswer> answers, boolean answered) {
        List<Sign> signs = new ArrayList<>();
        // A client's name is often its HELO too: what a list says of both is said once.
        Set<Object> said = new HashSet<>();
        for (DnsblAnswer answer : answers) {
            for (Hit hit : answer.hits()) {
                if (said.add(List.of(hit.list().name(), hit.weight()))) {
                    signs.add(sign(hit));
                }
            }
        }
        Map<String, Missing> missing = missing(answers);
        double points = missing.values().stream()
                .mapToDouble(silent -> silent.list().mostTakenOff())
                .sum();
        List<String> unknown =
                answers.stream().flatMap(answer -> answer.unknown().stream()).toList();
        if (!answered && signs.isEmpty()) {
            return unknown.isEmpty()
                    ? Finding.NOTHING
                    : new Finding.Unknown(Reason.DNSBL, String.join("; ", unknown), points);
        }
        missing.values().forEach(silent -> signs.add(sign(silent)));
        return signs.isEmpty() ? Finding.NOTHING : new Finding.Points(signs, points);
    }

    /** By list, for one that is silent about a client's address is silent about its name, too. */
    private static Map<String, Missing> missing(List<DnsblAnswer> answers) {
        Map<String, Missing> missing = new LinkedHashMap<>();
        for (DnsblAnswer answer : answers) {
            answer.missing().forEach(silent -> missing.put(silent.list().name(), silent));
        }
        return missing;
    }

    private static Sign sign(Missing silent) {
        String list = silent.list().name();
        String might = String.format(
                Locale.ROOT,
                "%s: %s; it might take off %.1f",
                list,
                silent.why(),
                -silent.list().mostTakenOff());
        return new Sign(Reason.DNS_ALLOWED_UNKNOWN, NAME + ":" + list, 0, might, "");
    }

    private static Sign sign(Hit hit) {
        double points = hit.weight().points();
        String list = hit.list().name();
        String replies = hit.replies().stream().map(IpAddress::toString).collect(Collectors.joining(" "));
        String explanation = hit.explanation().isEmpty() ? "" : " (" + hit.explanation() + ")";
        return new Sign(
                points < 0 ? Reason.DNS_ALLOWED : Reason.DNSBL,
                NAME + ":" + list,
                points,
                list + ": " + hit.subject() + " " + replies + explanation,
                points > 0 ? told(hit) : "");
    }

    private static String told(Hit hit) {
        String page = hit.list().page().replace("{address}", hit.subject()).replace("{name}", hit.subject());
        String where = page.isEmpty() ? hit.explanation() : page;
        String told = "listed by " + hit.list().name() + (where.isEmpty() ? "" : ", " + where);
        return ClientText.escape(told, LONGEST_TOLD);
    }
}
