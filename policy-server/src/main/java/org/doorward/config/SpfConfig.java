package org.doorward.config;

import java.time.Duration;
import java.util.List;

/**
 * Section {@code [spf]}.
 *
 * @param enabled whether the sender's domain is asked which addresses may send for it
 * @param failPoints for an address that it does not permit
 * @param softfailPoints for one that it probably does not permit
 * @param rememberAtMost how long a result is remembered, whatever the DNS allows
 * @param rangesOf domains whose published address ranges are never banned
 * @param rangesEvery how often these are resolved
 */
public record SpfConfig(
        boolean enabled,
        double failPoints,
        double softfailPoints,
        Duration rememberAtMost,
        List<String> rangesOf,
        Duration rangesEvery) {}
