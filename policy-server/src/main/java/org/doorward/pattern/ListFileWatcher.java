package org.doorward.pattern;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what was read from files, and reads them again when they change.
 *
 * <p>A change is a new size, time of modification or inode of any of the files. It is acted upon when a second look finds
 * the same, for an editor may still be writing. Then all files are read: a good reading takes the place of the old one at
 * once, a bad one is refused with all its problems in the log, once. While a file is missing the old reading stays.
 *
 * <p>Limit: a file that is rewritten within the file system's clock tick, with the same size and in place, looks unchanged.
 *
 * @param <T> what the files become
 */
public final class ListFileWatcher<T> implements Supplier<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ListFileWatcher.class);

    private final List<Path> files;
    private final Supplier<ListReading<T>> reader;

    /** Swapped whole; read by every decision. */
    private volatile T current;

    private List<Stamp> loaded;
    private List<Stamp> seen;

    /** What one look at the files came to. */
    public enum Look {
        /** Nothing is new. */
        UNCHANGED,
        /** Something is; the next look acts upon it, if it stays. */
        CHANGING,
        /** The new files are in force. */
        RELOADED,
        /** The new files have problems; the old ones are in force. */
        REFUSED,
        /** A file is missing; the old ones are in force. */
        MISSING
    }

    /** What tells two versions of a file apart. */
    private record Stamp(Path file, boolean present, long size, long modifiedNanos, String inode) {

        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
                return new Stamp(file, true, attributes.size(), modified, String.valueOf(attributes.fileKey()));
            } catch (IOException unreadable) {
                return new Stamp(file, false, 0, 0, "");
            }
        }
    }

    private ListFileWatcher(List<Path> files, List<Stamp> stamps, T first, Supplier<ListReading<T>> reader) {
        this.files = files;
        this.reader = reader;
        this.current = first;
        this.loaded = stamps;
        this.seen = stamps;
    }

    /**
     * Reads files for the first time.
     *
     * @param files the files to watch
     * @param reader reads all of them
     * @return the watcher, or what is wrong with the files
     */
    public static <T> ListReading<ListFileWatcher<T>> open(List<Path> files, Supplier<ListReading<T>> reader) {
        List<Path> watched = List.copyOf(files);
        // Stamped before they are read: a change in between is then seen at the next look.
        List<Stamp> stamps = stamps(watched);
        ListReading<T> reading = reader.get();
        if (reading instanceof ListReading.Good<T> good) {
            return new ListReading.Good<>(new ListFileWatcher<>(watched, stamps, good.value(), reader));
        }
        return new ListReading.Bad<>(((ListReading.Bad<T>) reading).problems());
    }

    /** The newest good reading. */
    @Override
    public T get() {
        return current;
    }

    /** Whether there is any file to look at. */
    public boolean hasFiles() {
        return !files.isEmpty();
    }

    /**
     * Looks at the files again and again.
     *
     * @param scheduler whose thread may read files
     * @param every the time from one look to the next, some seconds
     * @return the way to stop it
     */
    public ScheduledFuture<?> start(ScheduledExecutorService scheduler, Duration every) {
        return scheduler.scheduleWithFixedDelay(
                this::lookSafely, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A scheduler drops a task that throws; the lists must go on being watched. */
    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException fault) {
            LOG.error("cannot look at the list files {}", files, fault);
        }
    }

    /** Looks at the files once. */
    public synchronized Look look() {
        List<Stamp> now = stamps(files);
        if (now.equals(loaded)) {
            seen = now;
            return Look.UNCHANGED;
        }
        if (!now.equals(seen)) {
            seen = now;
            return Look.CHANGING;
        }
        loaded = now;
        return reload();
    }

    private Look reload() {
        List<Path> missing = loaded.stream()
                .filter(stamp -> !stamp.present())
                .map(Stamp::file)
                .toList();
        if (!missing.isEmpty()) {
            LOG.warn("list files {} are missing; what they said stays in force until they are back", missing);
            return Look.MISSING;
        }
        ListReading<T> reading = reader.get();
        if (reading instanceof ListReading.Good<T> good) {
            current = good.value();
            LOG.info("list files {} were read again", files);
            return Look.RELOADED;
        }
        ((ListReading.Bad<T>) reading).problems().forEach(problem -> LOG.error("{}", problem));
        LOG.error("list files {} were refused; what they said before stays in force", files);
        return Look.REFUSED;
    }

    private static List<Stamp> stamps(List<Path> files) {
        return files.stream().map(Stamp::of).toList();
    }
}
