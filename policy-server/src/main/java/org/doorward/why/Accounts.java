package org.doorward.why;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.doorward.decision.Decision;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Verdict;
import org.doorward.feed.Knocks;
import org.doorward.score.BanRules;
import org.doorward.score.Offenders;
import org.doorward.store.Store;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.ScoreTerms;
import org.doorward.store.model.GreylistFindings;
import org.doorward.store.model.GreylistFound;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.doorward.why.Account.Blamed;
import org.doorward.why.Account.Faded;
import org.doorward.why.Account.Foreseen;

/** Gathers accounts. */
public final class Accounts implements Teller {

    private static final int VERDICTS = 20;
    private static final int TRIPLETS = 20;
    private static final int OFFENDERS = 20;

    /** An operator waits for it, and commands give up after 15 s. */
    private static final Duration SEARCH = Duration.ofSeconds(4);

    private static final List<Duration> LATER =
            List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));

    private static final Comparator<GreylistFound> NETWORKS_THEN_LATEST = Comparator.comparing(
                    (GreylistFound found) -> !(found instanceof GreylistFound.Network))
            .thenComparing(GreylistFound::latest, Comparator.reverseOrder());

    private final Store store;
    private final Supplier<Foresight> rules;
    private final Knocks knocks;
    private final InstantSource clock;

    /**
     * Gathers from these.
     *
     * @param store what is remembered
     * @param rules the rules in force
     * @param knocks who knocks although it is banned
     * @param clock the time of day
     */
    public Accounts(Store store, Supplier<Foresight> rules, Knocks knocks, InstantSource clock) {
        this.store = store;
        this.rules = rules;
        this.knocks = knocks;
        this.clock = clock;
    }

    /** What is gathered before anything is foreseen. */
    private record Gathered(
            List<Offender> offenders,
            Optional<List<VerdictRecord>> verdicts,
            List<GreylistFound> greylist,
            List<String> gaps) {

        List<VerdictRecord> known() {
            return verdicts.orElse(List.of());
        }
    }

    @Override
    public CompletionStage<Account> of(
            Whom whom, Map<String, String> attributes, Executor workers, ScheduledExecutorService loop) {
        Instant now = clock.instant();
        Foresight foresight = rules.get();
        return CompletableFuture.supplyAsync(() -> gather(whom), workers).thenCompose(gathered -> {
            Optional<NextMail> next = NextMail.of(whom, attributes, gathered.known(), now);
            CompletionStage<Optional<Foreseen>> foreseen =
                    next.isPresent() ? foresee(foresight, next.get(), loop) : nothing();
            return foreseen.thenCombine(
                    blamed(foresight, whom, gathered, now),
                    (what, blamed) -> account(whom, now, gathered, blamed, what, foresight));
        });
    }

    private static Account account(
            Whom whom,
            Instant now,
            Gathered gathered,
            List<Blamed> blamed,
            Optional<Foreseen> foreseen,
            Foresight foresight) {
        List<String> gaps = new ArrayList<>(gathered.gaps());
        if (foreseen.isEmpty()) {
            gaps.add("what would happen now cannot be said, for no mail of it is known: name one, such as"
                    + (whom.network().filter(Accounts::single).isPresent() ? "" : " client=198.51.100.7")
                    + " helo=mail.example.org sender=a@example.org recipient=b@example.com");
        }
        return new Account(
                whom.text(),
                now,
                blamed,
                gathered.verdicts(),
                gathered.greylist(),
                foreseen,
                foreseen.map(what -> foresight.settings(what.decision())).orElse(List.of()),
                gaps);
    }

    private Gathered gather(Whom whom) {
        List<String> gaps = new ArrayList<>();
        // Mail of somebody to himself is his as the sender and as the recipient.
        Set<VerdictRecord> verdicts = new LinkedHashSet<>();
        Set<GreylistFound> greylist = new LinkedHashSet<>();
        boolean read = true;
        for (Subject subject : whom.subjects()) {
            try {
                List<VerdictRecord> latest = store.verdicts().latest(Whom.inVerdicts(subject), VERDICTS);
                verdicts.addAll(latest);
                GreylistFindings found =
                        store.greylist().find(Whom.inGreylist(subject, latest), TRIPLETS, SEARCH.dividedBy(2));
                greylist.addAll(found.found());
                found.incomplete().ifPresent(why -> gaps.add("the greylist may hold more: " + why));
            } catch (StoreException e) {
                read = false;
                gaps.add("the store does not answer now: " + e.getMessage());
            }
        }
        List<VerdictRecord> latest = verdicts.stream()
                .sorted(Comparator.comparing(VerdictRecord::at).reversed())
                .limit(VERDICTS)
                .toList();
        return new Gathered(
                offenders(whom, latest, gaps),
                read || !latest.isEmpty() ? Optional.of(latest) : Optional.empty(),
                greylist.stream().sorted(NETWORKS_THEN_LATEST).toList(),
                gaps);
    }

    private List<Offender> offenders(Whom whom, List<VerdictRecord> verdicts, List<String> gaps) {
        try {
            Optional<Cidr> network = whom.network();
            if (network.isPresent() && !single(network.get())) {
                return store.offences().within(network.get(), OFFENDERS);
            }
            Stream<IpAddress> clients = network.isPresent()
                    ? Stream.of(network.get().address())
                    : verdicts.stream().map(VerdictRecord::client).flatMap(Optional::stream);
            List<Offender> found = new ArrayList<>();
            for (IpAddress client : clients.distinct().limit(OFFENDERS).toList()) {
                found.addAll(store.offences().within(Offenders.of(client).cidr(), 1));
            }
            if (found.isEmpty() && network.isPresent()) {
                found.add(Offender.unknown(Offenders.of(network.get().address())));
            }
            return found;
        } catch (StoreException e) {
            gaps.add("offences and bans cannot be read now: " + e.getMessage());
            return List.of();
        }
    }

    private static boolean single(Cidr network) {
        return network.prefix() == network.address().bits();
    }

    /** Whom a list of good senders is asked for: of a network of one client the address that this is about. */
    private static IpAddress address(Offender offender, Whom whom, List<VerdictRecord> verdicts) {
        Cidr network = offender.network().cidr();
        return Stream.concat(
                        whom.network().filter(Accounts::single).map(Cidr::address).stream(),
                        verdicts.stream().map(VerdictRecord::client).flatMap(Optional::stream))
                .filter(network::contains)
                .findFirst()
                .orElse(network.address());
    }

    private CompletionStage<List<Blamed>> blamed(Foresight foresight, Whom whom, Gathered gathered, Instant now) {
        BanRules banRules = foresight.banRules();
        ScoreTerms terms = banRules.terms();
        List<CompletableFuture<Blamed>> all = new ArrayList<>();
        for (Offender offender : gathered.offenders()) {
            List<Faded> fading = LATER.stream()
                    .map(in -> new Faded(in, offender.score(now.plus(in), terms)))
                    .toList();
            all.add(foresight
                    .neverBanned(address(offender, whom, gathered.known()))
                    .thenApply(never -> new Blamed(
                            offender,
                            offender.score(now, terms),
                            offender.paroleAt(now, terms),
                            banRules.ban().threshold(),
                            fading,
                            never,
                            knocks.of(offender.network().cidr())))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    private static CompletionStage<Optional<Foreseen>> nothing() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletionStage<Optional<Foreseen>> foresee(
            Foresight foresight, NextMail next, ScheduledExecutorService loop) {
        return foresight
                .foresee(next.inquiry(), loop)
                .thenCompose(decision -> {
                    Optional<Inquiry> later =
                            decision.verdict() instanceof Verdict.Pass ? next.atData() : Optional.empty();
                    return later.isEmpty()
                            ? CompletableFuture.completedFuture(decision)
                            : foresight.foresee(later.get(), loop);
                })
                .thenCompose(decision -> banned(foresight, decision)
                        .thenApply(ban -> Optional.of(new Foreseen(decision, ban, next.supposed()))));
    }

    private CompletionStage<Optional<BanRules.Cause>> banned(Foresight foresight, Decision decision) {
        IpAddress client = decision.inquiry().client().address().orElseThrow();
        return foresight
                .neverBanned(client)
                .thenCombine(
                        known(client),
                        (never, offender) -> never.isPresent()
                                ? Optional.empty()
                                : offender.flatMap(found -> foresight.ban(decision, found)));
    }

    /** Empty while the store cannot say; then it bans nobody either. */
    private CompletionStage<Optional<Offender>> known(IpAddress client) {
        return store.offences().look(Offenders.of(client)).handle((offender, failure) -> Optional.ofNullable(offender));
    }
}
