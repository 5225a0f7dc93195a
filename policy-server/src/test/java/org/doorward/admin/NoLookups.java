package org.doorward.admin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.doorward.dns.DnsStatus;

/** Look-ups in a DNS that is well, without any list. */
public final class NoLookups {

    static final DnsStatus DNS = new DnsStatus(Optional.empty(), List.of("127.0.0.1:53"), 0);

    private NoLookups() {}

    public static LookupServices get() {
        return new LookupServices(() -> DNS, List::of, subject -> CompletableFuture.completedFuture(List.of()));
    }
}
