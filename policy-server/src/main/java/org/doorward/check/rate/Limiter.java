package org.doorward.check.rate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.doorward.config.RateConfig;
import org.doorward.config.RateConfig.Count;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.store.net.CidrSet;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;
import org.doorward.text.Fingerprints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One limit, with what it remembers. Thread-safe; answers from memory.
 *
 * <p>For each key there is a {@link Tally}. Beside them stand marks of what has taken a place already, so that a message with many
 * recipients, a recipient that Postfix asks about twice, and a connection with many messages count once. A mark that is
 * forgotten lets its thing count once more.
 */
public final class Limiter {

    private static final Logger LOG = LoggerFactory.getLogger(Limiter.class);

    /** More messages, connections and their recipients than are under way at once with one limit. */
    private static final int MARKS = 20_000;
    /** Longer than Postfix lets a session stand between two commands. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    /** An instance of Postfix's has some 30 characters, and no address more than 254; longer ones are not worth the memory. */
    private static final int LONGEST_MARKED = 256;

    /** No mark's fingerprint. */
    private static final long UNMARKED = Marks.FREE;

    private static final Set<ProtocolState> BEFORE_DATA = EnumSet.of(
            ProtocolState.CONNECT,
            ProtocolState.HELO,
            ProtocolState.EHLO,
            ProtocolState.MAIL,
            ProtocolState.RCPT,
            ProtocolState.XCLIENT);

    private final RateConfig.Limit limit;
    private final RateKeys keys;
    private final CidrSet networks;
    private final CidrSet except;
    private final long slotMillis;
    private final RateEvents events;
    private final Fingerprints fingerprints;
    /** By the fingerprint of whose share it is. */
    private final Cache<Long, Tally> tallies;

    private final Marks marks;

    /**
     * A limit that has counted nothing yet.
     *
     * @param config for the bounds and masks
     * @param limit one of its limits
     * @param nanos a steady clock in nanoseconds, by which marks are forgotten; the windows go by the inquiries' own time
     * @param secret what nobody can guess, for the fingerprints
     * @param events hears when the limit is reached
     */
    Limiter(RateConfig config, RateConfig.Limit limit, LongSupplier nanos, long secret, RateEvents events) {
        this.limit = limit;
        this.keys = new RateKeys(limit.by(), config.prefixV4(), config.prefixV6());
        this.networks = CidrSet.of(limit.only().networks());
        this.except = CidrSet.of(limit.only().except());
        this.slotMillis = (limit.window().toMillis() + SlidingWindow.SLOTS - 1) / SlidingWindow.SLOTS;
        this.events = events;
        this.tallies = Caffeine.newBuilder()
                .maximumSize(config.maxKeys())
                .executor(Runnable::run)
                .build();
        this.marks = new Marks(MARKS, REMEMBERED, nanos);
        this.fingerprints = new Fingerprints(secret);
    }

    /** The limit. */
    public RateConfig.Limit limit() {
        return limit;
    }

    /** The place that an inquiry takes or would take; empty when it takes none. */
    public Optional<Claim> ask(Inquiry inquiry) {
        Object key = concerns(inquiry) ? keys.of(inquiry) : null;
        if (key == null) {
            return Optional.empty();
        }
        long share = RateKeys.print(fingerprints, key);
        long mark = mark(inquiry, share);
        if (mark != UNMARKED && !marks.add(mark)) {
            return Optional.empty();
        }
        Tally tally = tally(share);
        boolean beyond = limit.action() == RateConfig.Action.OBSERVE;
        Tally.Place place = tally.take(slot(inquiry), limit.most(), beyond);
        if (!place.taken()) {
            forget(mark);
        }
        if (place.used() >= limit.most()) {
            reached(key, place);
        }
        return Optional.of(new Claim(this, tally, key, mark, place));
    }

    /** Asked for first, because that waits for nobody; a known key is the usual case. */
    private Tally tally(Long share) {
        Tally known = tallies.getIfPresent(share);
        return known != null ? known : tallies.get(share, unused -> new Tally());
    }

    /**
     * Why an inquiry would be refused now; empty when it would not be. Takes no place, raises no alarm, and remembers nothing.
     */
    public Optional<String> foresee(Inquiry inquiry) {
        boolean refuses = limit.action() != RateConfig.Action.OBSERVE;
        Object key = refuses && concerns(inquiry) ? keys.of(inquiry) : null;
        if (key == null) {
            return Optional.empty();
        }
        long share = RateKeys.print(fingerprints, key);
        long mark = mark(inquiry, share);
        if (mark != UNMARKED && marks.contains(mark)) {
            return Optional.empty();
        }
        Tally tally = tallies.policy().getIfPresentQuietly(share);
        int used = tally == null ? 0 : tally.used(slot(inquiry));
        return used >= limit.most() ? Optional.of(describe(key, used)) : Optional.empty();
    }

    private long slot(Inquiry inquiry) {
        return Math.floorDiv(inquiry.now().toEpochMilli(), slotMillis);
    }

    private boolean concerns(Inquiry inquiry) {
        RateConfig.Only only = limit.only();
        return countsAt(inquiry)
                && (only.context().isEmpty() || only.context().get().equals(inquiry.context()))
                && (only.authenticated().isEmpty() || only.authenticated().get() == inquiry.authenticated())
                && from(inquiry.client().address());
    }

    /** A connection without a known port cannot be told from the client's others, so it is not counted. */
    private boolean countsAt(Inquiry inquiry) {
        return limit.count() == Count.CONNECTIONS
                ? inquiry.client().port() != 0 && BEFORE_DATA.contains(inquiry.state())
                : inquiry.state() == ProtocolState.RCPT;
    }

    private boolean from(Optional<IpAddress> address) {
        if (address.isEmpty()) {
            return networks.size() == 0;
        }
        return (networks.size() == 0 || networks.contains(address.get())) && !except.contains(address.get());
    }

    /** What stands for this one, or {@link #UNMARKED} when nothing tells it from the next. */
    private long mark(Inquiry inquiry, long share) {
        Inquiry.Envelope envelope = inquiry.envelope();
        if (limit.count() == Count.CONNECTIONS) {
            Inquiry.Client client = inquiry.client();
            String address = client.address().map(IpAddress::toString).orElse("");
            return marked(Fingerprints.add(Fingerprints.add(share, address), client.port()));
        }
        String recipient = limit.count() == Count.RECIPIENTS ? envelope.recipient() : "";
        boolean tells = !envelope.instance().isEmpty()
                && envelope.instance().length() <= LONGEST_MARKED
                && recipient.length() <= LONGEST_MARKED;
        return tells ? marked(Fingerprints.add(Fingerprints.add(share, envelope.instance()), recipient)) : UNMARKED;
    }

    private static long marked(long print) {
        return print == UNMARKED ? 1 : print;
    }

    /** Has a thing count once. */
    void remember(long mark) {
        if (mark != UNMARKED) {
            var unused = marks.add(mark);
        }
    }

    /** Has a thing count again when it comes again. */
    void forget(long mark) {
        if (mark != UNMARKED) {
            marks.remove(mark);
        }
    }

    private void reached(Object key, Tally.Place place) {
        events.limited(limit);
        if (place.alarm() && LOG.isWarnEnabled()) {
            LOG.warn("rate limit {} is reached: {}; what is more is {}", limit.name(), shown(key, place), done());
        }
    }

    private String shown(Object key, Tally.Place place) {
        return describe(ClientText.excerpt(key.toString()), place.used());
    }

    private String done() {
        return switch (limit.action()) {
            case DEFER -> "deferred";
            case REJECT -> "rejected";
            case OBSERVE -> "let through and counted";
        };
    }

    /** {@code login anna, 1000 recipients in 1h}. */
    String describe(Object key, int used) {
        return word(limit.by()).replace('_', ' ') + " " + key + ", " + used + " " + word(limit.count()) + " in "
                + span(limit.window());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** As the configuration writes it. */
    private static String span(Duration time) {
        long millis = time.toMillis();
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
