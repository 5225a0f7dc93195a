package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.doorward.real.Waiting;

/** Looks at a play from the other side: what the kernel holds and has counted meanwhile, and whom Postfix has met in the end. It takes no word of the player's. */
final class PlayWatch {

    /** The sets of the banned, and the counters of what was dropped of theirs. */
    private static final List<String> SETS = List.of("b4_32", "b6_64");

    private static final List<String> COUNTERS = List.of("banned4", "banned6");

    /** A ban stands for a minute; a look takes a core a fifth of a second. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** Each of the banned tries again and again while its ban stands, and sends each first packet twice. */
    private static final int LEAST_DROPPED = 8;

    /** Until a ban is in the kernel, its client's packets arrive; the play itself waits so long. */
    private static final int BANNING_SECONDS = 20;

    /** The kernel counts whole seconds, and so does the log. */
    private static final int EARLY_SECONDS = 2;

    /** Whoever tries all the time is heard so soon, on a slow machine. */
    private static final int LATE_SECONDS = 10;

    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("yyyy MMM d HH:mm:ss", Locale.ROOT);

    private final Composed composed;
    private final Map<String, Integer> before;
    private final Set<String> inKernel = ConcurrentHashMap.newKeySet();

    PlayWatch(Composed composed) {
        this.composed = composed;
        this.before = dropped();
    }

    /** Gives a play, and looks on. Returns what it returns. */
    String during(Supplier<String> play) {
        CompletableFuture<String> given = CompletableFuture.supplyAsync(play);
        Waiting.until("the end of the play", Docker.LIMIT, LOOK_NANOS, () -> {
            SETS.forEach(set -> inKernel.addAll(elements(set)));
            return given.isDone();
        });
        return given.join();
    }

    /** These were in the kernel; packets of both families were dropped, and none of theirs arrived before the end of their bans. */
    void hasSeenBanned(String... addresses) {
        Map<String, Integer> after = dropped();
        for (String counter : COUNTERS) {
            assertThat(after.get(counter) - before.get(counter)).as(counter).isGreaterThanOrEqualTo(LEAST_DROPPED);
        }
        for (String address : addresses) {
            assertThat(inKernel).contains(address.replaceAll("::26$", "::"));
            metAgainAtTheEndOfItsBan(address);
        }
    }

    /** By Doorward's own record of the ban, and Postfix's log of who came. */
    private void metAgainAtTheEndOfItsBan(String address) {
        Object account = JsonTree.read(composed.exec("doorward", "doorward", "why", "--json", address));
        List<?> bans = JsonTree.list(JsonTree.list(account, "clients").get(0), "bans");
        assertThat(bans).as("%s", account).hasSize(1);
        Instant since = Instant.parse(JsonTree.at(bans.get(0), "since").toString());
        Instant until = Instant.parse(JsonTree.at(bans.get(0), "until").toString());
        assertThat(until).isEqualTo(since.plusSeconds(60));

        String came = ": connect from \\S+\\[" + Pattern.quote(address) + "\\]$";
        List<Instant> met = composed.mailLog()
                .lines()
                .filter(Pattern.compile(came).asPredicate())
                .map(line -> at(line, until))
                .filter(at -> at.isAfter(since.plusSeconds(BANNING_SECONDS)))
                .toList();
        assertThat(met).as(address).isNotEmpty();
        assertThat(met.get(0))
                .as(address)
                .isBetween(until.minusSeconds(EARLY_SECONDS), until.plusSeconds(LATE_SECONDS));
    }

    /** The time of a line of the mail log, which has no year. */
    private static Instant at(String line, Instant near) {
        String time = near.atOffset(ZoneOffset.UTC).getYear() + " "
                + line.substring(0, 15).replace("  ", " ");
        return LocalDateTime.parse(time, LOG_TIME).toInstant(ZoneOffset.UTC);
    }

    private Map<String, Integer> dropped() {
        Map<String, Integer> packets = new HashMap<>();
        for (String counter : COUNTERS) {
            String text = composed.exec("firewall", "nft", "list", "counter", "inet", "doorward", counter);
            packets.put(counter, Integer.valueOf(text.replaceAll("(?s)^.*packets (\\d+).*$", "$1")));
        }
        return packets;
    }

    private List<String> elements(String set) {
        String text = composed.exec("firewall", "nft", "list", "set", "inet", "doorward", set);
        return Arrays.asList(text.split("[\\s,{}]+"));
    }
}
