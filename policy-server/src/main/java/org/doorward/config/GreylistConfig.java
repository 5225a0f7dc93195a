package org.doorward.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Section {@code [greylist]}.
 *
 * @param enabled whether anything is greylisted
 * @param scope who is
 * @param delay how long a new triplet is deferred
 * @param retryWindow until when it may come back
 * @param nullSenderWindow the same for the null sender, whose bounces come back slowly
 * @param passedAge how long a passed triplet stays known after it was last seen
 * @param prefixV4 how many bits of an IPv4 address make the client network
 * @param prefixV6 how many bits of an IPv6 address make the client network
 * @param pools whether retries from another address of the same verified organisational domain continue the triplet
 * @param autoAllowAfter how many distinct passed triplets allow their network; 0 never
 * @param autoAllowEvery at most one triplet is counted towards that in this time
 * @param suspiciousAt from how many points a client is suspicious whatever its name
 * @param optIn recipient patterns; when not empty, only these recipients are greylisted
 * @param optOut recipient patterns that are not greylisted
 * @param optOutFiles files of such patterns, in the format of postgrey's {@code whitelist_recipients}
 * @param header whether the first message that passes gets an {@code X-Greylist} header
 * @param text what the client is told; {@code {seconds}} is replaced by the seconds left
 * @param publicSuffixList the public suffix list to use, or empty for the one that comes with Doorward
 */
public record GreylistConfig(
        boolean enabled,
        Scope scope,
        Duration delay,
        Duration retryWindow,
        Duration nullSenderWindow,
        Duration passedAge,
        int prefixV4,
        int prefixV6,
        boolean pools,
        int autoAllowAfter,
        Duration autoAllowEvery,
        double suspiciousAt,
        List<String> optIn,
        List<String> optOut,
        List<Path> optOutFiles,
        boolean header,
        String text,
        java.util.Optional<Path> publicSuffixList) {

    /** Who is greylisted. */
    public enum Scope {
        /** Everyone who is not exempt. */
        EVERYONE,
        /** Clients with points against them, without a verified name, or with a name that looks dynamic. */
        SUSPICIOUS
    }
}
