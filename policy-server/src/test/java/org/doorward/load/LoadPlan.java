package org.doorward.load;

import java.net.SocketAddress;
import java.time.Duration;
import org.doorward.load.LoadPlan.Pace.Closed;

/**
 * A load, described.
 *
 * @param server where to connect, inet or unix
 * @param traffic who asks
 * @param pace when is asked
 * @param connections how many connections, at least 1; on each, a request waits for the reply to the one before
 * @param warmUp how long to ask before anything is counted
 * @param duration how long to count
 * @param requests ends the run early after this many requests, warm-up included
 */
public record LoadPlan(
        SocketAddress server,
        Traffic traffic,
        Pace pace,
        int connections,
        Duration warmUp,
        Duration duration,
        long requests) {

    /** No bound on the requests: the duration ends the run. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** When is asked. */
    public sealed interface Pace {

        /** On each connection as soon as the reply is there. */
        record Closed() implements Pace {}

        /**
         * By a schedule, whether replies come or not. A request that finds no connection free waits, and that counts: its
         * latency begins when it was due. So a server that stands still for a second makes many requests late, not one.
         *
         * @param rate requests a second
         */
        record Open(double rate) implements Pace {}
    }

    /** A closed loop. */
    public static LoadPlan closed(
            SocketAddress server, Traffic traffic, int connections, Duration warmUp, Duration duration) {
        return new LoadPlan(server, traffic, new Closed(), connections, warmUp, duration, NO_LIMIT);
    }

    /** An open loop. */
    public static LoadPlan open(
            SocketAddress server, Traffic traffic, double rate, int connections, Duration warmUp, Duration duration) {
        return new LoadPlan(server, traffic, new Pace.Open(rate), connections, warmUp, duration, NO_LIMIT);
    }

    /** The same, ended after this many requests at the latest. */
    public LoadPlan upTo(long limit) {
        return new LoadPlan(server, traffic, pace, connections, warmUp, duration, limit);
    }
}
