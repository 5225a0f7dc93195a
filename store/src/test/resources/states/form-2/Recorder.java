import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.StoreEvents;
import org.doorward.store.blame.BanOrder;
import org.doorward.store.blame.BanTerms;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.ScoreTerms;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistTerms;
import org.doorward.store.model.Triplet;
import org.doorward.store.net.Cidr;

/**
 * Does to a store of 4f90888 what a server would have done. Of the commits with the second form none compiles as a whole; the
 * store of this one does, and it alone writes these files.
 *
 * <p>{@code Recorder FOLDER PART GENERATION_SPAN_SECONDS}: does a part, and waits for a line of standard input before it closes
 * the store.
 */
final class Recorder {

    private static final InstantSource CLOCK = InstantSource.system();
    private static final GreylistTerms GREYLIST =
            new GreylistTerms(Duration.ofSeconds(1), Duration.ofHours(24), Duration.ofDays(36), 5, Duration.ofHours(1));
    private static final ScoreTerms SCORE = new ScoreTerms(Duration.ofDays(7), Duration.ofHours(24), 30, Duration.ofDays(30));

    private final Store store;
    private final int part;

    private Recorder(Store store, int part) {
        this.store = store;
        this.part = part;
    }

    public static void main(String[] arguments) throws Exception {
        StoreConfig defaults = StoreConfig.defaults(Path.of(arguments[0]));
        StoreConfig config = new StoreConfig(
                defaults.directory(),
                defaults.forceEachCommit(),
                defaults.batchLimit(),
                defaults.queueLimit(),
                Duration.ofSeconds(Long.parseLong(arguments[2])),
                defaults.generationRows(),
                defaults.pendingLimit(),
                defaults.pendingAge(),
                defaults.passedAge(),
                defaults.offenceAge(),
                defaults.banAge(),
                defaults.banLimit(),
                defaults.cacheEntries(),
                defaults.databaseCacheBytes(),
                defaults.connections(),
                false);
        try (Store store = Store.open(config, StoreEvents.NONE, CLOCK, System::nanoTime, new Random())) {
            new Recorder(store, Integer.parseInt(arguments[1])).record();
            System.out.println("done");
            System.in.read();
        }
    }

    private void record() throws Exception {
        String passing = "2001:db8:2" + part + "::/64";
        attempt("198.51.100.0/24", "198.51.100.0/24", "waits");
        attempt(passing, passing, "passes");
        attempt("named" + part + ".example", "198.51.100.0/24", "named");
        Thread.sleep(1500);
        attempt(passing, passing, "passes");
        attempt("named" + part + ".example", "198.51.100.0/24", "named");
        ClientNetwork robot = network("198.51.100.4" + part + "/32");
        offend(robot, "spamtrap", Fading.BEHAVIOUR, 20, "trap@example.net is a trap by trap@example.net");
        ban(robot, "ROBOT", "spamtrap", "trap@example.net is a trap by trap@example.net", Duration.ofHours(1));
        ban(network("2001:db8:5" + part + "::/64"), "USERS", "operator: guesses our users", "", Duration.ofDays(400));
        ClientNetwork lifted = network("198.51.100.6" + part + "/32");
        ban(lifted, "LIFTED", "operator", "", Duration.ofDays(400));
        say("lifted", store.offences().lift(lifted, CLOCK.instant()));
        ClientNetwork listed = network("198.51.100.7" + part + "/32");
        offend(listed, "own_list", Fading.LISTING, 5, "sells lists");
        offend(listed, "bad_helo", Fading.BEHAVIOUR, 3, "HELO localhost");
    }

    private void attempt(String client, String network, String who) throws Exception {
        Triplet triplet = new Triplet(client, "post@" + who + part + ".example", "bob@example.net");
        Optional<ClientNetwork> from = Optional.of(network(network));
        Instant now = CLOCK.instant();
        say(now + " " + triplet, store.greylist().attempt(new Attempt(triplet, Optional.empty(), from, now, GREYLIST)));
    }

    private void offend(ClientNetwork who, String vector, Fading fading, double points, String evidence) throws Exception {
        say("offence", store.offences().record(new Offence(who, vector, fading, points, CLOCK.instant(), evidence), SCORE));
    }

    private void ban(ClientNetwork who, String id, String reason, String evidence, Duration length) throws Exception {
        BanTerms terms = new BanTerms(List.of(length), Duration.ofDays(30), 10);
        say("ban", store.offences().ban(new BanOrder(who, CLOCK.instant(), reason, evidence, id + part, terms)));
    }

    private static void say(String what, CompletionStage<?> stage) throws Exception {
        System.out.println(what + ": " + stage.toCompletableFuture().get());
    }

    private static ClientNetwork network(String cidr) {
        return new ClientNetwork(Cidr.parse(cidr).orElseThrow());
    }
}
