package org.doorward;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.doorward.config.ListenAddress;
import org.doorward.config.Vector;
import org.doorward.config.WatchConfig;
import org.doorward.feed.Logins;
import org.doorward.feed.OwnVerdicts;
import org.doorward.store.model.Mark;
import org.doorward.store.net.IpAddress;
import org.doorward.watch.LineParser;
import org.doorward.watch.Sieve;
import org.doorward.watch.Watch;
import org.doorward.watch.line.JournalJson;
import org.doorward.watch.source.InputSource;
import org.doorward.watch.source.JournalSource;
import org.doorward.watch.source.KmsgSource;
import org.doorward.watch.source.LineSource;
import org.doorward.watch.source.SyslogSource;
import org.doorward.watch.source.file.FileSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which logs are followed, and whom the server knows of those they tell of: the watch's wiring. */
final class Watching {

    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

    private static final String JOURNALCTL = "journalctl";
    private static final Path KMSG = Path.of("/dev/kmsg");

    /** The owner and its group: whoever can write there can have anybody banned. */
    private static final String SENDERS = "rw-rw----";

    private Watching() {}

    /** How lines are read. */
    static LineParser.Settings settings(WatchConfig config) {
        return new LineParser.Settings(config.kernelPrefixes(), config.rules(), List.of());
    }

    /**
     * The logs.
     *
     * @param mark how far a source was read
     * @throws IOException when one of them cannot be opened at all; those that may come yet are waited for
     */
    static List<Watch.Log> logs(
            WatchConfig config, Function<String, Optional<Mark>> mark, InstantSource clock, LongSupplier nanos)
            throws IOException {
        List<Watch.Log> logs = new ArrayList<>();
        for (Path file : config.files()) {
            logs.add(text(new FileSource(file, position("file:" + file, mark), false)));
        }
        if (!config.journalUnits().isEmpty()) {
            List<String> units =
                    config.journalUnits().stream().map(unit -> "--unit=" + unit).toList();
            logs.add(journal("journal:units", units, mark, clock, nanos));
        }
        if (config.syslog().isPresent()) {
            logs.add(text(syslog(config.syslog().get())));
        }
        switch (config.kernel()) {
            case NONE -> LOG.debug("the kernel's log is not read but where a file holds it");
            case JOURNAL -> logs.add(journal("journal:kernel", List.of("_TRANSPORT=kernel"), mark, clock, nanos));
            case KMSG ->
                logs.add(text(
                        new KmsgSource(KMSG, KmsgSource.KernelClock.ofHost(), position("kmsg:" + KMSG, mark), false)));
        }
        if (config.standardInput()) {
            logs.add(text(new InputSource("stdin", new FileInputStream(FileDescriptor.in))));
        }
        return logs;
    }

    private static Optional<String> position(String name, Function<String, Optional<Mark>> mark) {
        return mark.apply(name).map(Mark::position).filter(position -> !position.isEmpty());
    }

    private static Watch.Log text(LineSource source) {
        return new Watch.Log(source, Optional.empty());
    }

    private static Watch.Log journal(
            String name,
            List<String> matches,
            Function<String, Optional<Mark>> mark,
            InstantSource clock,
            LongSupplier nanos) {
        return new Watch.Log(
                new JournalSource(name, JOURNALCTL, matches, position(name, mark), false, clock, nanos),
                Optional.of(JournalJson::read));
    }

    private static LineSource syslog(ListenAddress address) throws IOException {
        return address instanceof ListenAddress.Unix unix
                ? SyslogSource.unix(unix.path(), SENDERS)
                : SyslogSource.udp(new InetSocketAddress(
                        ((ListenAddress.Inet) address).host(), ((ListenAddress.Inet) address).port()));
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
