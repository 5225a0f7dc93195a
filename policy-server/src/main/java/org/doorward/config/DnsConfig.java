package org.doorward.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Section {@code [dns]}: questions to the DNS.
 *
 * @param servers the name servers, by address; empty for those of {@code /etc/resolv.conf}
 * @param timeout how long one question to one server may take
 * @param retries how often a question that was not answered is asked again
 * @param inFlight how many questions may be under way at once
 * @param cacheEntries how many answers are remembered
 * @param ttlLeast the shortest time for which an answer is remembered
 * @param ttlMost the longest
 * @param negativeTtlLeast the shortest time for which it is remembered that there is no such record
 * @param negativeTtlMost the longest
 * @param failureTtl for how long it is remembered that a question failed
 */
public record DnsConfig(
        List<InetSocketAddress> servers,
        Duration timeout,
        int retries,
        int inFlight,
        int cacheEntries,
        Duration ttlLeast,
        Duration ttlMost,
        Duration negativeTtlLeast,
        Duration negativeTtlMost,
        Duration failureTtl) {}
