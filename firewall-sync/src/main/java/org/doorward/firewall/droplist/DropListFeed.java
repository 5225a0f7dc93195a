package org.doorward.firewall.droplist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.doorward.firewall.droplist.DropListRules.Taken;
import org.doorward.firewall.droplist.DropListText.Parsed;
import org.doorward.firewall.droplist.ListFetcher.Fetched;
import org.doorward.firewall.droplist.ListFetcher.Version;
import org.doorward.firewall.droplist.ListFiles.State;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One drop list: brings it, checks it, keeps the last good one. {@link #refresh} is for one thread, the rest for all. */
final class DropListFeed {

    private static final Logger LOG = LoggerFactory.getLogger(DropListFeed.class);

    private final DropListSettings settings;
    private final ListFiles files;
    private final ListFetcher fetcher;
    private final Ages ages;
    private final Room room;
    private final InstantSource clock;
    private String seen = "";
    private boolean toldOld;
    private volatile Held held;

    /**
     * From when on a list is old.
     *
     * @param warned it is said that it is old
     * @param unused it is not used any more
     */
    record Ages(Duration warned, Duration unused) {}

    /** What is held, and how it stands. */
    private record Held(Taken taken, List<String> bad, State state, String error) {}

    DropListFeed(
            DropListSettings settings,
            ListFiles files,
            ListFetcher fetcher,
            Ages ages,
            Room room,
            InstantSource clock) {
        this.settings = settings;
        this.files = files;
        this.fetcher = fetcher;
        this.ages = ages;
        this.room = room;
        this.clock = clock;
        this.held = load(files.load(settings.source().toString()));
    }

    private Held load(State state) {
        Taken nothing = new Taken(List.of(), 0, List.of());
        if (state.good().equals(Instant.EPOCH)) {
            return new Held(nothing, List.of(), state, "");
        }
        try {
            Parsed parsed = parse(files.list());
            Taken taken = settings.rules().check(parsed, OptionalInt.empty(), true);
            room.take(settings.name(), taken.networks().size());
            return new Held(taken, parsed.bad(), state, "");
        } catch (IOException e) {
            LOG.warn(
                    "The drop list {} that was kept in {} cannot be used: {}",
                    settings.name(),
                    files.list(),
                    e.getMessage());
            State none = new State(state.source(), state.tried(), Instant.EPOCH, Version.NONE);
            return new Held(nothing, List.of(), none, String.valueOf(e.getMessage()));
        }
    }

    /** Brings the list if it is time to. May take minutes. */
    void refresh() throws InterruptedException {
        Instant now = clock.instant();
        if (settings.source() instanceof ListSource.OnDisk disk) {
            copy(disk.file(), now);
        } else if (settings.source() instanceof ListSource.Web web && due(now)) {
            bring(web, now);
        }
        tellAge(now);
    }

    private boolean due(Instant now) {
        State state = held.state();
        Duration since = Duration.between(state.tried(), now);
        boolean failed = !held.error().isEmpty() || state.tried().isAfter(state.good());
        Duration pause = failed ? DropListSettings.LEAST : settings.every();
        // A clock that was set back by more than that must not silence the list for as long.
        return since.compareTo(pause) >= 0 || since.compareTo(DropListSettings.LEAST.negated()) < 0;
    }

    private void bring(ListSource.Web web, Instant now) throws InterruptedException {
        State before = held.state();
        State trying = new State(before.source(), now, before.good(), before.version());
        try {
            // Written down first: a process that ends in the middle, again and again, must not ask each time.
            files.save(trying);
            boolean kept = Files.exists(files.list()) && !before.good().equals(Instant.EPOCH);
            Fetched fetched = fetcher.fetch(web.uri(), kept ? before.version() : Version.NONE, files.fresh());
            State after = new State(before.source(), now, now, fetched.version());
            if (fetched.changed()) {
                take(after);
            } else {
                succeed(new Held(held.taken(), held.bad(), after, ""));
            }
            files.save(after);
        } catch (IOException e) {
            fail(trying, e);
        } finally {
            files.reject();
        }
    }

    /** Copies a file that somebody else keeps, so that a bad one does no harm at the next start either. */
    private void copy(Path file, Instant now) {
        State before = held.state();
        State after = new State(before.source(), now, now, Version.NONE);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            String looks = attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
            if (looks.equals(seen)) {
                if (held.error().isEmpty()) {
                    held = new Held(held.taken(), held.bad(), after, "");
                }
                return;
            }
            seen = looks;
            if (attributes.size() > ListFetcher.MOST_BYTES) {
                throw new IOException("it is larger than " + (ListFetcher.MOST_BYTES >> 20) + " MiB");
            }
            try (InputStream in = Files.newInputStream(file)) {
                Files.copy(in, files.fresh(), StandardCopyOption.REPLACE_EXISTING);
            }
            take(after);
            files.save(after);
        } catch (IOException e) {
            fail(new State(before.source(), now, before.good(), Version.NONE), e);
        } finally {
            files.reject();
        }
    }

    private void take(State after) throws IOException {
        boolean first = held.state().good().equals(Instant.EPOCH) || Files.notExists(files.list());
        OptionalInt last =
                first ? OptionalInt.empty() : OptionalInt.of(held.taken().listed());
        Parsed parsed = parse(files.fresh());
        Taken taken;
        try {
            taken = settings.rules().check(parsed, last, settings.source() instanceof ListSource.OnDisk);
        } catch (IOException e) {
            String remedy =
                    first ? "" : "; if that is right, remove " + files.list() + " and it is taken the next time";
            throw new IOException(e.getMessage() + remedy, e);
        }
        files.accept();
        room.take(settings.name(), taken.networks().size());
        succeed(new Held(taken, parsed.bad(), after, ""));
        LOG.info(
                "The drop list {} has {} networks",
                settings.name(),
                taken.networks().size());
        parsed.bad().forEach(line -> LOG.warn("The drop list {}: {}", settings.name(), line));
        taken.leftOut().forEach(network -> LOG.warn("The drop list {}: {}; left out", settings.name(), network));
    }

    private Parsed parse(Path file) throws IOException {
        Optional<BufferedReader> text = ListFiles.open(file);
        if (text.isEmpty()) {
            throw new IOException("there is no " + file);
        }
        try (BufferedReader lines = text.get()) {
            return DropListText.read(lines, room.leftFor(settings.name()));
        }
    }

    private void succeed(Held now) {
        if (!held.error().isEmpty()) {
            LOG.info("The drop list {} is brought again", settings.name());
        }
        held = now;
    }

    private void fail(State state, IOException failed) {
        String why = failed.getMessage() == null ? failed.toString() : failed.getMessage();
        if (!why.equals(held.error())) {
            LOG.warn(
                    "The drop list {} is not renewed from {}: {}. The last good one ({} networks) stays.",
                    settings.name(),
                    settings.source(),
                    why,
                    held.taken().networks().size());
        }
        held = new Held(held.taken(), held.bad(), state, why);
    }

    private void tellAge(Instant now) {
        Duration age = Duration.between(held.state().good(), now);
        boolean old = !held.taken().networks().isEmpty() && age.compareTo(ages.warned()) > 0;
        if (old && !toldOld) {
            LOG.warn(
                    "The drop list {} is {} days old; it is used until it is {}",
                    settings.name(),
                    age.toDays(),
                    ages.unused().toDays());
        }
        toldOld = old;
    }

    /** The networks to drop, as far as this list is concerned; the same list as long as nothing changes. */
    List<Cidr> networks(Instant now) {
        return inUse(held, now) ? held.taken().networks() : List.of();
    }

    private boolean inUse(Held some, Instant now) {
        return Duration.between(some.state().good(), now).compareTo(ages.unused()) <= 0;
    }

    /** What it is called in messages. */
    String name() {
        return settings.name();
    }

    /** How it stands. */
    DropListStatus status(Instant now, List<String> protectedNetworks) {
        Held some = held;
        List<String> remarks = new ArrayList<>(some.taken().leftOut());
        remarks.addAll(protectedNetworks);
        remarks.addAll(some.bad());
        int all = some.taken().networks().size();
        int v6 = (int) some.taken().networks().stream()
                .filter(network -> network.address().isV6())
                .count();
        State state = some.state();
        return new DropListStatus(
                settings.name(),
                state.source(),
                all - v6,
                v6,
                all > 0 && inUse(some, now),
                state.good(),
                state.tried(),
                some.error(),
                remarks);
    }
}
