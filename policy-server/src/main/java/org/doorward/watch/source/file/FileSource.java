package org.doorward.watch.source.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.doorward.watch.source.Chunk;
import org.doorward.watch.source.LineSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log file that grows and is rotated, each of its lines once and in order.
 *
 * <ul>
 *   <li>Renamed: it is read on until the new file has something in it and the old one has been quiet for a moment; a program may write to its
 *       old file until it is told to open the new one.
 *   <li>Copied and cut off: the cut is seen by the file's contents, whatever its size is; what was not read yet is read in the copy. What was
 *       written between the copy's end and the cut is lost to everybody, unless it was read before.
 *   <li>Stopped, and rotated meanwhile, perhaps several times, perhaps packed: the {@link Mark} is found in the forebears by their contents, and
 *       reading goes on there, then in the files between, then in the log.
 *   <li>Not there, or gone for a while: waited for.
 * </ul>
 *
 * <p>A last line without an end waits for it, and is taken as it is when the file is not written to any more. Limits: a cut of a file without a
 * copy loses what had not been read; where the marked file is gone, the files written to later are read, whole.
 */
public final class FileSource implements LineSource {

    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);

    /** How often a quiet file is looked at: nobody waits longer for a line, and a look costs a few µs. */
    private static final Duration POLL = Duration.ofMillis(250);

    /** So many files in a row without a line are passed at once; more wait for the next look, so that a close is not kept waiting. */
    private static final int MOST_MOVES = 100;

    private final Path file;
    private final boolean fromStart;
    private final long pollMillis;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Optional<OpenLog> open = Optional.empty();

    /** What the family was when the log itself was opened at its beginning, of which nothing has been read yet. */
    private Optional<Family> unproven = Optional.empty();

    /** Behind the last line that was given; empty before the first look at the file. */
    private Optional<Mark> mark;

    /** More of a line is there to be read: it must not be waited for. */
    private boolean withinLine;

    /** The log's path leads elsewhere, and what follows has something in it. */
    private boolean ending;

    private volatile Standing standing = new Standing("", 0);

    /** Which file is being read, and how far it was. */
    private record Standing(String key, long offset) {}

    /**
     * Follows a file, which need not be there yet.
     *
     * @param file the log's path; its old files are looked for beside it
     * @param position where an earlier source stood; if it cannot be read, which is logged, it counts as none
     * @param fromStart where to begin without a position: at the file's first line, or behind its last whole one; a file that is not there yet
     *     is read from its beginning in any case
     */
    public FileSource(Path file, Optional<String> position, boolean fromStart) {
        this(file, position, fromStart, POLL);
    }

    /** Likewise, but looks as often as that. */
    FileSource(Path file, Optional<String> position, boolean fromStart, Duration poll) {
        this.file = file;
        this.fromStart = fromStart;
        this.pollMillis = poll.toMillis();
        this.mark = position.flatMap(Mark::parse);
        if (position.isPresent() && mark.isEmpty()) {
            LOG.warn("{}: the remembered position is not one: \"{}\"; reading begins anew", file, position.get());
        }
    }

    @Override
    public String name() {
        return "file:" + file;
    }

    @Override
    public Chunk read(Duration patience) throws IOException, InterruptedException {
        long left = patience.toMillis();
        while (true) {
            List<String> lines = step();
            if (!lines.isEmpty() || left <= 0) {
                return chunk(lines);
            }
            long pause = Math.min(left, pollMillis);
            if (closed.await(withinLine ? 0 : pause, TimeUnit.MILLISECONDS)) {
                return chunk(List.of());
            }
            left -= pause;
        }
    }

    private synchronized Chunk chunk(List<String> lines) {
        return new Chunk(lines, mark.orElse(Mark.NO_FILE).text());
    }

    private synchronized List<String> step() throws IOException {
        List<String> lines = new ArrayList<>(CHUNK_LINES);
        withinLine = false;
        try {
            for (int moves = 0; closed.getCount() > 0 && moves < MOST_MOVES; moves++) {
                if (!move(lines)) {
                    break;
                }
            }
        } catch (MovedException e) {
            LOG.debug("{}; looking again", e.getMessage());
        }
        open.ifPresent(log -> standing = new Standing(log.member().key(), log.offset()));
        return lines;
    }

    /** One step on; false when there are lines, or something must be waited for. */
    private boolean move(List<String> lines) throws IOException {
        if (open.isEmpty() && !find()) {
            return false;
        }
        OpenLog log = open.orElseThrow();
        OpenLog.Taken taken = log.take(lines);
        if (taken == OpenLog.Taken.CUT_OFF) {
            LOG.info("{} was cut off or written anew at its place", log.member().path());
            // Held open until what follows is open: its number on disk is not given to another file meanwhile.
            return locate(mark.orElse(Mark.NO_FILE));
        }
        if (unproven.isPresent() && log.offset() > 0) {
            // Cut off between the look at the family and the first reading, its lines would be in a copy that was not
            // there at the look, or empty still.
            if (!Family.of(file).untouchedSince(unproven.get(), file)) {
                lines.clear();
                return locate(mark.orElse(Mark.NO_FILE));
            }
            unproven = Optional.empty();
        }
        if (taken == OpenLog.Taken.END) {
            return goOn(log, lines);
        }
        withinLine = taken == OpenLog.Taken.WITHIN_LINE;
        if (!withinLine) {
            mark = Optional.of(log.mark());
        }
        return false;
    }

    /** Opens the file to begin with, if there is one. */
    private boolean find() throws IOException {
        if (mark.isPresent()) {
            return locate(mark.get());
        }
        Succession succession = Succession.of(file);
        Optional<Member> log = succession.member();
        if (log.isEmpty()) {
            LOG.info("{} is not there yet", file);
            mark = Optional.of(Mark.NO_FILE);
            return false;
        }
        Member member = log.get();
        Mark begin = fromStart ? new Mark(member.key(), 0, 0, 0, member.changed()) : OpenLog.lineStart(member);
        OpenLog opened = OpenLog.open(member, begin);
        mark = Optional.of(opened.mark());
        return adopt(succession, Optional.of(opened));
    }

    /** Opens the file in which a mark is, or what follows it. */
    private boolean locate(Mark wanted) throws IOException {
        Succession succession = Succession.of(file);
        Succession.Place place = succession.find(wanted);
        if (adopt(succession, place.log())) {
            return true;
        }
        if (place.index() >= 0) {
            return adopt(succession, succession.after(place.index(), wanted)) || adopt(succession, succession.log());
        }
        if (wanted.offset() > 0) {
            LOG.info("{}: what was read last is not there any more; what was written later is read", file);
        }
        return adopt(succession, succession.later(wanted)) || adopt(succession, succession.log());
    }

    private boolean adopt(Succession succession, Optional<OpenLog> next) throws IOException {
        if (next.isPresent()) {
            forget();
            open = next;
            boolean fresh =
                    next.get().offset() == 0 && next.get().member().path().equals(file);
            unproven = fresh ? Optional.of(succession.family()) : Optional.empty();
        }
        return next.isPresent();
    }

    private void forget() throws IOException {
        if (open.isPresent()) {
            open.get().close();
        }
        open = Optional.empty();
        ending = false;
    }

    /** At a file's end: takes its last line or opens what follows; false when it must be waited for. */
    private boolean goOn(OpenLog log, List<String> lines) throws IOException {
        Optional<Member> atPath = Member.at(file);
        if (atPath.isEmpty()) {
            return false;
        }
        if (atPath.get().key().equals(log.member().key())) {
            log.changedAt(atPath.get().changed());
            ending = false;
            return false;
        }
        Succession succession = Succession.of(file);
        Optional<OpenLog> next = next(succession, log);
        if (next.isEmpty()) {
            return false;
        }
        if (!ending) {
            // What came between the look that found the end and the one at the path is read before the file is left.
            ending = true;
            next.get().close();
            return !log.member().packing().isEmpty();
        }
        boolean continues = next.get().offset() > 0;
        if (!continues && (takeLast(log, lines) || log.takeRest(lines))) {
            next.get().close();
            mark = Optional.of(log.mark());
            return false;
        }
        LOG.info(
                "{} was rotated; reading goes on in {}",
                log.member().path(),
                next.get().member().path());
        return adopt(succession, next);
    }

    /**
     * Takes what has come to a file since its end was found. If it is a copy that was in the making then, and what follows begins anew, the log has
     * been cut off meanwhile, and the copy is whole only now.
     */
    private static boolean takeLast(OpenLog log, List<String> lines) throws IOException {
        return log.take(lines) == OpenLog.Taken.LINES;
    }

    /** What is to be read after a file that has ended. */
    private static Optional<OpenLog> next(Succession succession, OpenLog log) throws IOException {
        Mark end = log.mark();
        int index = succession.family().indexOf(log.member().key());
        if (index >= 0) {
            return succession.after(index, end);
        }
        Succession.Place place = succession.find(end);
        if (place.log().isPresent()) {
            if (succession.isLog(place.index())) {
                return place.log();
            }
            place.log().get().close();
        }
        return place.index() >= 0 ? succession.after(place.index(), end) : succession.later(end);
    }

    @Override
    public OptionalLong behind() {
        Standing last = standing;
        try {
            Optional<Member> log = Member.at(file);
            if (log.isEmpty()) {
                return OptionalLong.empty();
            }
            long size = log.get().size();
            return OptionalLong.of(log.get().key().equals(last.key()) ? Math.max(0, size - last.offset()) : size);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        synchronized (this) {
            forget();
        }
    }
}
