package org.doorward.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.doorward.pattern.ReplyPattern;

/**
 * Section {@code [dnsbl]}: the DNS lists.
 *
 * @param lists the lists that are asked: the shipped ones unless they were switched off, and the operator's own
 * @param patience how long a decision waits for the lists
 * @param probeEvery how often each list proves itself
 * @param parkLeast how long a list is parked that is parked for the first time
 * @param parkMost how long one is parked at most
 * @param cacheEntries for how many addresses, and for how many names, the lists' answers are remembered together
 */
public record DnsblConfig(
        List<DnsList> lists,
        Duration patience,
        Duration probeEvery,
        Duration parkLeast,
        Duration parkMost,
        int cacheEntries) {

    /** What a list is asked for. */
    public enum Subject {
        /** The client's IPv4 address. */
        IPV4,
        /** The client's IPv6 address. */
        IPV6,
        /** The name in HELO. */
        HELO,
        /** The domain of the sender. */
        SENDER,
        /** The client's verified name. */
        CLIENT;

        /** Whether an address is asked for, and not a name. */
        public boolean address() {
            return this == IPV4 || this == IPV6;
        }
    }

    /**
     * One list.
     *
     * @param zone the zone that is asked, which may hold a key that is nobody's business
     * @param name what the list is called everywhere else
     * @param ask what it is asked for: addresses, or names
     * @param weights what its replies are worth
     * @param page where the listed can read why, with {@code {address}} or {@code {name}} for what is listed; may be empty
     * @param txt whether a listing's TXT record is asked for, to be shown
     * @param probeListed what the list must hold to be believed, addresses or names
     * @param probeClear what it must not hold
     * @param errors replies by which its operator says something else than that anything is listed
     */
    public record DnsList(
            String zone,
            String name,
            Set<Subject> ask,
            List<Weight> weights,
            String page,
            boolean txt,
            List<String> probeListed,
            List<String> probeClear,
            List<ReplyPattern> errors) {

        /** The most points that one of its replies takes off, negative; 0 for a list that holds no good ones. */
        public double mostTakenOff() {
            double most = 0;
            for (Weight weight : weights) {
                most = Math.min(most, weight.points());
            }
            return most;
        }
    }

    /**
     * What a reply is worth.
     *
     * @param reply which replies
     * @param points how many points; negative ones speak for the client
     */
    public record Weight(ReplyPattern reply, double points) {}
}
