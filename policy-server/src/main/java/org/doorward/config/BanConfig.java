package org.doorward.config;

import java.time.Duration;
import java.util.List;
import org.doorward.store.net.Cidr;

/**
 * Section {@code [ban]}.
 *
 * @param enabled whether anybody is banned
 * @param threshold the score at which a client is banned
 * @param ladder how long bans are, rung by rung
 * @param quiet for each such time without a ban the next one is a rung lower
 * @param parole the score that a client has at the end of its ban
 * @param contact an address or a page that a banned client is told; may be empty
 * @param never networks that no ban touches
 * @param disconnect how long after a ban's begin its client's open sessions are ended; zero: never
 * @param knockWindow how long before a ban's end knocks renew it, at most; zero: never
 * @param earlyEndAfter after how long without a knock a ban ends early; zero: never
 */
public record BanConfig(
        boolean enabled,
        double threshold,
        List<Duration> ladder,
        Duration quiet,
        double parole,
        String contact,
        List<Cidr> never,
        Duration disconnect,
        Duration knockWindow,
        Duration earlyEndAfter) {}
