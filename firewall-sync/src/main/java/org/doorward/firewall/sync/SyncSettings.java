package org.doorward.firewall.sync;

import java.time.Duration;

/**
 * The loop's settings.
 *
 * @param lookEvery how often the firewall is looked at
 * @param auditEvery how often all that it holds is read and compared
 * @param auditAtMost with more bans than this nothing is audited, for reading them takes too long
 * @param mostBans how many bans are pushed at most; of more those that end last are
 * @param knocksEvery how often it is asked who still knocks
 * @param foreign what is done with elements in the sets that no ban is for
 */
public record SyncSettings(
        Duration lookEvery, Duration auditEvery, int auditAtMost, int mostBans, Duration knocksEvery, Foreign foreign) {

    /** The defaults. */
    public static final SyncSettings DEFAULT = new SyncSettings(
            Duration.ofSeconds(15), Duration.ofMinutes(30), 200_000, 900_000, Duration.ofMinutes(1), Foreign.REMOVE);

    /** What is done with elements that no ban is for. */
    public enum Foreign {
        /** They are taken out, and counted. */
        REMOVE,
        /** They stay, and are counted. */
        KEEP
    }
}
