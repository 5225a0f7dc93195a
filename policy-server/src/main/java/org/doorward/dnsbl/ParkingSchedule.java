package org.doorward.dnsbl;

import java.time.Duration;

/**
 * How long a list is parked. Pure.
 *
 * @param least the first pause
 * @param most the longest
 */
record ParkingSchedule(Duration least, Duration most) {

    /**
     * The next pause: double the last one, unless the list has served for at least as long as that since.
     *
     * @param last the last pause, zero when there was none
     * @param served how long the list has served since
     */
    Duration next(Duration last, Duration served) {
        if (last.isZero() || served.compareTo(last) >= 0) {
            return least;
        }
        Duration doubled = last.multipliedBy(2);
        return doubled.compareTo(most) > 0 ? most : doubled.compareTo(least) < 0 ? least : doubled;
    }
}
