package org.doorward;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.doorward.check.AccessListCheck;
import org.doorward.check.BanCheck;
import org.doorward.check.DnsblCheck;
import org.doorward.check.ExemptCheck;
import org.doorward.check.GreylistCheck;
import org.doorward.check.HeloCheck;
import org.doorward.check.OwnListCheck;
import org.doorward.check.RateCheck;
import org.doorward.check.ReverseNameCheck;
import org.doorward.check.ScoreCheck;
import org.doorward.check.SenderCheck;
import org.doorward.check.SpamtrapCheck;
import org.doorward.check.SpfCheck;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.GreylistConfig;
import org.doorward.config.StoreSection;
import org.doorward.config.load.Effective;
import org.doorward.config.load.LoadResult;
import org.doorward.decision.Check;
import org.doorward.decision.Decider;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Judge;
import org.doorward.decision.Pipeline;
import org.doorward.dns.Dns;
import org.doorward.dnsbl.DnsblClient;
import org.doorward.feed.NeverFact;
import org.doorward.observe.Meters;
import org.doorward.ownlist.OwnList;
import org.doorward.pattern.ListFileWatcher;
import org.doorward.pattern.RecipientPatterns;
import org.doorward.score.BanReview;
import org.doorward.score.BanRules;
import org.doorward.score.NeverBan;
import org.doorward.score.RecordingDecider;
import org.doorward.score.Scoreboard;
import org.doorward.score.SightingBook;
import org.doorward.spf.SpfEvaluator;
import org.doorward.store.Ages;
import org.doorward.store.blame.Offender;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrSet;
import org.doorward.store.net.IpAddress;
import org.doorward.why.DecidingSettings;
import org.doorward.why.Foresight;

/** The checks in their order, with the lists that they look into: all that a reload replaces, whole. */
final class Ruleset implements Foresight, AutoCloseable {

    /** How soon a changed list file is noticed; it is read when it has stayed the same for as long. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final List<Future<?>> watching = new ArrayList<>();
    private final DoorwardConfig.Mode mode;
    private final Effective effective;
    private final BanRules banRules;
    private final NeverBan neverBan;
    private final Scoreboard scoreboard;
    private final SightingBook sightings;
    private final BanReview review;
    private final Pipeline pipeline;
    private final Decider decider;
    private final Supplier<OwnList> ownList;
    private final List<Cidr> exemptNetworks;
    private final CidrSet exempt;
    private final DnsblClient dnsbl;
    private final NeverFacts neverFacts;
    private final Set<IpAddress> own;
    private final Function<Cidr, Optional<String>> host;
    private final boolean bansEnforced;

    /**
     * Reads the lists and puts the checks together.
     *
     * @param loaded the configuration
     * @param lasting what the rules remember beyond a reload
     * @param lookups what is looked up with
     * @param scheduler whose thread looks at the list files
     * @param nanos a steady clock in nanoseconds
     * @param meters counts passes
     * @param listeners hear of every decision, in this order
     * @throws RefusedException when a file that the configuration names cannot be used; nothing is left running then
     */
    Ruleset(
            LoadResult.Loaded loaded,
            Lasting lasting,
            Lookups lookups,
            ScheduledExecutorService scheduler,
            LongSupplier nanos,
            Meters meters,
            List<DecisionListener> listeners)
            throws RefusedException {
        DoorwardConfig config = loaded.config();
        RuleFiles files = RuleFiles.read(config);
        this.effective = loaded.effective();
        this.ownList = files.ownList();
        this.neverFacts = new NeverFacts(config, files.access(), lookups.ranges(), lasting.clock());
        this.exemptNetworks = config.exempt().networks();
        this.exempt = CidrSet.of(exemptNetworks);
        this.mode = config.mode();
        this.bansEnforced = config.ban().enabled()
                && mode == DoorwardConfig.Mode.ENFORCE
                && !config.decision().observe().contains(BanCheck.NAME);
        RateCheck rate = new RateCheck(lasting.rates().limiters(config.rate()));
        meters.rateLimits(config.rate().limits());
        this.banRules =
                new BanRules(config.score(), config.ban(), config.store().offenceAge());
        Set<IpAddress> own = OwnAddresses.all();
        this.own = own;
        this.host = lasting.host();
        this.dnsbl = new DnsblClient(config.dnsbl(), lookups.health(), lookups.dns(), lookups.timer(), nanos);
        this.neverBan = new NeverBan(
                NeverBans.known(
                        config, own, lasting.host(), files.access(), lookups.ranges()::rangeOf, lasting.clock()),
                NeverBans.lookedUp(config.greylist(), lasting.greylist(), dnsbl, lasting.clock()));
        this.scoreboard = new Scoreboard(lasting.offences(), banRules, neverBan, meters, lasting.random());
        this.review = new BanReview(lasting.offences(), neverBan, meters, lasting.clock());
        this.sightings = new SightingBook(lasting.offences(), scoreboard, banRules, meters);
        this.pipeline = new Pipeline(
                checks(config, rate, lasting, lookups.dns(), files, own, nanos, meters),
                new Judge(
                        config.decision().rejectAt(),
                        config.decision().rejectSources(),
                        config.decision().rejectText()),
                new Pipeline.Rules(
                        config.decision().deadline(),
                        mode == DoorwardConfig.Mode.OBSERVE,
                        config.decision().observe()),
                nanos,
                lasting.random().nextLong(),
                toAll(and(rate, listeners)));
        this.decider =
                new RecordingDecider(pipeline, scoreboard, config.decision().deadline());
        try {
            watch(files.access(), scheduler);
            watch(files.optOut(), scheduler);
            watch(files.ownList(), scheduler);
            watch(files.spamtraps(), scheduler);
            watching.add(review.start(scheduler));
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private List<Check> checks(
            DoorwardConfig config,
            RateCheck rate,
            Lasting lasting,
            Dns dns,
            RuleFiles files,
            Set<IpAddress> own,
            LongSupplier nanos,
            Meters meters) {
        return List.of(
                rate,
                new ExemptCheck(config.exempt()),
                new AccessListCheck(files.access(), config.access().denyText()),
                new BanCheck(lasting.offences(), neverBan, config.ban()),
                new ScoreCheck(lasting.offences(), banRules.terms(), neverBan),
                new OwnListCheck(
                        lasting.ownList(), files.ownList(), config.ownList().points()),
                new SpamtrapCheck(files.spamtraps(), config.spamtrap().text()),
                new HeloCheck(config.helo(), hostName(), own),
                new ReverseNameCheck(config.reverseName()),
                new DnsblCheck(dnsbl),
                new SenderCheck(config.sender(), dns, nanos),
                new SpfCheck(config.spf(), new SpfEvaluator(dns, nanos), nanos),
                new GreylistCheck(
                        config.greylist(),
                        lasting.greylist(),
                        files.domains(),
                        RecipientPatterns.of(config.greylist().optIn()),
                        files.optOut(),
                        hostName(),
                        meters::greylistPassed));
    }

    /** How long the store has to keep what these rules ask for. */
    static Ages ages(GreylistConfig greylist, StoreSection store) {
        Duration window = greylist.retryWindow().compareTo(greylist.nullSenderWindow()) > 0
                ? greylist.retryWindow()
                : greylist.nullSenderWindow();
        return new Ages(window, greylist.passedAge(), store.offenceAge(), store.banAge());
    }

    @Override
    public CompletionStage<Decision> foresee(Inquiry inquiry, ScheduledExecutorService loop) {
        return pipeline.foresee(inquiry, loop);
    }

    @Override
    public Optional<BanRules.Cause> ban(Decision decision, Offender offender) {
        return scoreboard.foresee(decision, offender);
    }

    @Override
    public CompletionStage<Optional<String>> neverBanned(IpAddress address) {
        return neverBan.why(address);
    }

    @Override
    public BanRules banRules() {
        return banRules;
    }

    @Override
    public List<String> settings(Decision decision) {
        return DecidingSettings.of(decision).stream().map(effective::line).toList();
    }

    /** Decides by these rules. */
    Decider decider() {
        return decider;
    }

    /** Asks the DNS lists that these rules name. */
    DnsblClient dnsbl() {
        return dnsbl;
    }

    /** What is in force of {@code mode}. */
    DoorwardConfig.Mode mode() {
        return mode;
    }

    /** Why a network is never banned, or any address within it, as far as memory can tell of those; or empty. */
    CompletionStage<Optional<String>> neverBannedWithin(Cidr network) {
        Optional<String> known = NeverBans.within(network, own, host, neverFacts.list(List.of()), neverBan);
        return known.isPresent() ? CompletableFuture.completedFuture(known) : neverBan.why(network.address());
    }

    /** Whether who is banned is refused, and not only counted. */
    boolean bansEnforced() {
        return bansEnforced;
    }

    /** Which networks are never banned, as far as they can be listed. */
    List<NeverFact> neverFacts(List<Cidr> logins) {
        return neverFacts.list(logins);
    }

    /** The own list of the operator's files. */
    OwnList ownList() {
        return ownList.get();
    }

    /** Takes back what bans would not have been imposed by what can be heard now. */
    CompletionStage<Void> reviewBans() {
        return review.look();
    }

    /** Records what logs and reports tell of. */
    SightingBook sightings() {
        return sightings;
    }

    /** Whether an address is in a network that is never questioned. */
    boolean exempt(IpAddress address) {
        return exempt.contains(address);
    }

    /** Who is never questioned. */
    List<Cidr> exemptNetworks() {
        return exemptNetworks;
    }

    private static List<DecisionListener> and(DecisionListener first, List<DecisionListener> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    private static DecisionListener toAll(List<DecisionListener> listeners) {
        return new DecisionListener() {
            @Override
            public void decided(Decision decision) {
                listeners.forEach(listener -> listener.decided(decision));
            }

            @Override
            public void checkFailed(String check, Throwable why) {
                listeners.forEach(listener -> listener.checkFailed(check, why));
            }
        };
    }

    private void watch(ListFileWatcher<?> files, ScheduledExecutorService scheduler) {
        if (files.hasFiles()) {
            watching.add(files.start(scheduler, LOOK_EVERY));
        }
    }

    /** The kernel's word for this host; a look-up in the DNS could stall the start. */
    private static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }

    /** Looks at the list files no more. */
    @Override
    public void close() {
        watching.forEach(task -> task.cancel(false));
    }
}
