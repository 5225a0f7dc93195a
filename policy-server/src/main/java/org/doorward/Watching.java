package org.doorward;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.doorward.config.Vector;
import org.doorward.config.WatchConfig;
import org.doorward.feed.Logins;
import org.doorward.feed.OwnVerdicts;
import org.doorward.store.model.Mark;
import org.doorward.store.net.IpAddress;
import org.doorward.watch.LineParser;
import org.doorward.watch.Sieve;
import org.doorward.watch.Watch;
import org.doorward.watch.source.file.FileSource;

/** Which logs are followed, and whom the server knows of those they tell of: the watch's wiring. */
final class Watching {

    private Watching() {}

    /** How lines are read. */
    static LineParser.Settings settings(WatchConfig config) {
        return new LineParser.Settings(config.kernelPrefixes(), config.rules(), List.of());
    }

    /**
     * The logs.
     *
     * @param mark how far a source was read
     */
    static List<Watch.Log> logs(WatchConfig config, Function<String, Optional<Mark>> mark) {
        List<Watch.Log> logs = new ArrayList<>();
        for (Path file : config.files()) {
            Optional<String> position = mark.apply("file:" + file).map(Mark::position);
            logs.add(new Watch.Log(new FileSource(file, position, false), Optional.empty()));
        }
        return logs;
    }

    /**
     * Whom the server knows.
     *
     * @param exempt whether an address is in a network that is never questioned
     */
    static Sieve.Acquaintances acquaintances(Logins logins, OwnVerdicts own, Predicate<IpAddress> exempt) {
        return new Sieve.Acquaintances() {
            @Override
            public void loggedIn(IpAddress address) {
                logins.loggedIn(address);
            }

            @Override
            public boolean spared(IpAddress address, Vector vector) {
                return exempt.test(address)
                        || logins.known(address)
                        || (vector.equals(Vector.UNKNOWN_USER) && own.answeredAsUnknown(address));
            }
        };
    }
}
