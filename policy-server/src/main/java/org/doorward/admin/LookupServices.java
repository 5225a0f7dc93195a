package org.doorward.admin;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.doorward.dns.DnsStatus;
import org.doorward.dnsbl.ListStatus;
import org.doorward.dnsbl.Tested;

/**
 * What the admin listener says of look-ups in the DNS.
 *
 * @param dns how the DNS is doing
 * @param lists how each DNS list is doing
 * @param test asks all DNS lists for an address or a name
 */
public record LookupServices(
        Supplier<DnsStatus> dns,
        Supplier<List<ListStatus>> lists,
        Function<String, CompletionStage<List<Tested>>> test) {}
