package org.doorward.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import java.time.Duration;

/** How much longer something is remembered in a cache whose entries each have an end of their own. */
public final class Remaining {

    private Remaining() {}

    /**
     * The time left.
     *
     * @param whole how long the value that was just seen is remembered in all; what has just run out may be under way again, and has no
     *     end yet
     * @return zero when it is not remembered
     */
    public static <K, V> Duration of(AsyncCache<K, V> cache, K key, Duration whole) {
        Duration left = cache.synchronous()
                .policy()
                .expireVariably()
                .flatMap(expiry -> expiry.getExpiresAfter(key))
                .orElse(Duration.ZERO);
        return left.compareTo(whole) < 0 ? left : whole;
    }
}
