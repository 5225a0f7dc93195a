package org.doorward.firewall.egress;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Tells of each rogue once a window, with all that it tried since the last time. Pure but for its memory. */
final class RogueWindow {

    private final Duration window;
    private final Map<String, Told> told = new HashMap<>();

    /** What was told of somebody, and when. */
    private record Told(long packets, Instant at) {}

    RogueWindow(Duration window) {
        this.window = window;
    }

    /**
     * What is to be told now.
     *
     * @param packets how many packets each has sent since it is in the set; all that are in the set
     * @return those to tell of, with how many there were since the last time
     */
    Map<String, Long> tell(Map<String, Long> packets, Instant now) {
        Map<String, Long> due = new HashMap<>();
        packets.forEach((who, count) -> {
            Told last = told.getOrDefault(who, new Told(0, Instant.EPOCH));
            // Who was dropped from the set, and came back, is counted from the beginning.
            long more = count < last.packets() ? count : count - last.packets();
            boolean over = Duration.between(last.at(), now).compareTo(window) >= 0;
            if (more > 0 && over) {
                due.put(who, more);
                told.put(who, new Told(count, now));
            }
        });
        told.keySet().retainAll(packets.keySet());
        return due;
    }

    /** Whether somebody has tried more than was told of: the next window must be looked at, whether more comes or not. */
    boolean waits(Map<String, Long> packets) {
        return packets.entrySet().stream()
                .anyMatch(each -> !Long.valueOf(told.getOrDefault(each.getKey(), new Told(0, Instant.EPOCH))
                                .packets())
                        .equals(each.getValue()));
    }
}
