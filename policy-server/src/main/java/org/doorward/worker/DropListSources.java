package org.doorward.worker;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.doorward.config.FirewallConfig;
import org.doorward.firewall.droplist.DropListRules;
import org.doorward.firewall.droplist.DropListSettings;
import org.doorward.firewall.droplist.DropLists;
import org.doorward.firewall.droplist.ListSource;

/** The drop lists that the configuration names. */
public final class DropListSources {

    private static final int LONGEST_NAME = 30;

    private DropListSources() {}

    /**
     * The lists, as they are on disk.
     *
     * @throws IOException when their directory cannot be made
     */
    public static DropLists of(FirewallConfig config, WorkerPlaces places, InstantSource clock, LongSupplier nanos)
            throws IOException {
        DropListRules rules = DropListRules.USUAL.withWidest(
                config.dropWidest().v4(), config.dropWidest().v6());
        List<DropListSettings> lists = new ArrayList<>();
        for (String source : config.dropLists()) {
            lists.add(new DropListSettings(name(source), ListSource.of(source), config.dropEvery(), rules));
        }
        return new DropLists(lists, places.stateDir().resolve("drop"), DropLists.WARNED, clock, nanos);
    }

    /** A name that is a file's too; the hash tells two apart that look alike then. */
    private static String name(String source) {
        String plain =
                source.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "").replaceAll("[^a-z0-9]+", "-");
        String end = plain.substring(Math.max(0, plain.length() - LONGEST_NAME)).replaceFirst("^-", "");
        return end + "-" + String.format(Locale.ROOT, "%08x", source.hashCode());
    }
}
