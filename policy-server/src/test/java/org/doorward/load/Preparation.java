package org.doorward.load;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;

/** Makes triplets known to a server, in the way that a sender becomes known: it comes, waits, and comes back. */
public final class Preparation {

    private static final Duration AT_MOST = Duration.ofMinutes(5);
    private static final int CONNECTIONS = 50;

    private Preparation() {}

    /**
     * Asks for each triplet twice.
     *
     * @param load asks
     * @param server a server that greylists
     * @param first the number of the first triplet
     * @param count how many
     * @param namedPercent how many of a hundred have a verified name
     * @param delay the server's {@code greylist.delay}
     * @throws IOException when the server cannot be reached, or leaves a triplet without a reply
     */
    public static void pass(Load load, SocketAddress server, long first, int count, int namedPercent, Duration delay)
            throws IOException, InterruptedException {
        pass(load, server, new Many(first, count, namedPercent), delay, CONNECTIONS);
    }

    /**
     * Triplets.
     *
     * @param first the number of the first one
     * @param count how many
     * @param namedPercent how many of a hundred have a verified name
     */
    public record Many(long first, int count, int namedPercent) {}

    /** The same on so many connections. */
    public static void pass(Load load, SocketAddress server, Many triplets, Duration delay, int connections)
            throws IOException, InterruptedException {
        askForAll(load, server, triplets, connections);
        Thread.sleep(delay.plusMillis(100).toMillis());
        askForAll(load, server, triplets, connections);
    }

    /** Asks for each triplet once. */
    public static LoadResult askForAll(Load load, SocketAddress server, long first, int count, int namedPercent)
            throws IOException {
        return askForAll(load, server, new Many(first, count, namedPercent), CONNECTIONS);
    }

    private static LoadResult askForAll(Load load, SocketAddress server, Many triplets, int connections)
            throws IOException {
        Traffic once = Traffic.fresh(triplets.first(), triplets.namedPercent());
        LoadResult result = load.run(LoadPlan.closed(server, once, connections, Duration.ZERO, AT_MOST)
                .upTo(triplets.count()));
        if (!result.failures().none() || result.latencies().count() != triplets.count()) {
            throw new IOException("Not all of " + triplets.count() + " requests were answered: " + result.line());
        }
        return result;
    }
}
