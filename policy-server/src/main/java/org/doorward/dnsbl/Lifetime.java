package org.doorward.dnsbl;

import java.time.Duration;

/** How long what the lists said together is remembered. Pure. */
final class Lifetime {

    /** A list that did not answer is asked again soon; the others' answers are remembered beneath. */
    private static final Duration UNANSWERED = Duration.ofSeconds(10);

    /** Likewise one that was not asked: it may have proven itself by then. */
    private static final Duration NOT_ASKED = Duration.ofSeconds(30);

    /** Of what no list is asked for. */
    static final Duration LONGEST = Duration.ofDays(1);

    private Lifetime() {}

    /** The shortest of any part. */
    static Duration of(DnsblAnswer answer) {
        return answer.parts().stream()
                .map(part -> of(part.reading()))
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static Duration of(Reading reading) {
        if (reading instanceof Reading.Listed listed) {
            return listed.ttl();
        }
        if (reading instanceof Reading.NotListed notListed) {
            return notListed.ttl();
        }
        return reading instanceof Reading.NotAsked ? NOT_ASKED : UNANSWERED;
    }
}
