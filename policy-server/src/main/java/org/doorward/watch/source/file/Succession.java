package org.doorward.watch.source.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a mark in a log's family, and what is to be read after it.
 *
 * @param file the log's path
 * @param family the log's family as it is now
 */
record Succession(Path file, Family family) {

    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    /**
     * Where a mark is.
     *
     * @param index where in the family its file is; -1 when it is gone
     * @param log the file, opened at the mark; empty when it is a forebear that ends before the mark
     */
    record Place(int index, Optional<OpenLog> log) {}

    private static final Place NOWHERE = new Place(-1, Optional.empty());

    /**
     * Where a mark is: in the file of the same number on disk if it is that one still, else in a copy of it; nowhere for a mark at a file's
     * beginning, of which nothing is known that could be found again.
     */
    Place find(Mark mark) throws IOException {
        if (mark.offset() == 0) {
            return NOWHERE;
        }
        int ended = -1;
        for (int index : indexes(mark.key())) {
            Optional<OpenLog> log = open(index, mark);
            OpenLog.Fit fit = log.map(opened -> opened.fit(mark)).orElse(OpenLog.Fit.OTHER);
            if (fit == OpenLog.Fit.HERE) {
                return new Place(index, log);
            }
            if (log.isPresent()) {
                log.get().close();
            }
            ended = fit == OpenLog.Fit.SHORT ? Math.max(ended, index) : ended;
        }
        // Somebody has shortened the log itself: what he has left was read, and what comes behind it is new.
        return ended >= 0 && isLog(ended) ? new Place(ended, open(ended, mark)) : new Place(ended, Optional.empty());
    }

    private Member member(int index) {
        return family.members().get(index);
    }

    /** Whether it is the log itself and not a forebear. */
    boolean isLog(int index) {
        return member(index).path().equals(file);
    }

    /** The log itself, if it is there. */
    Optional<Member> member() {
        int last = family.members().size() - 1;
        return last >= 0 && isLog(last) ? Optional.of(member(last)) : Optional.empty();
    }

    /** The log itself, from its beginning, if it is there. */
    Optional<OpenLog> log() throws IOException {
        Optional<Member> log = member();
        return log.isEmpty() ? Optional.empty() : Optional.of(OpenLog.open(log.get()));
    }

    /** All, the likeliest first: that of the same number, then the newest. */
    private List<Integer> indexes(String key) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < family.members().size(); i++) {
            indexes.add(i);
        }
        Collections.reverse(indexes);
        int same = family.indexOf(key);
        if (same >= 0) {
            indexes.remove((Integer) same);
            indexes.add(0, same);
        }
        return indexes;
    }

    private Optional<OpenLog> open(int index, Mark mark) throws IOException {
        try {
            return Optional.of(OpenLog.open(member(index), mark));
        } catch (MovedException e) {
            throw e;
        } catch (IOException e) {
            if (isLog(index)) {
                throw e;
            }
            LOG.warn("Left out while looking where reading had stopped: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * The first file with anything in it after that one.
     *
     * @param mark where reading ended: if the next file is a copy in the making, or was copied from, it goes on there
     */
    Optional<OpenLog> after(int index, Mark mark) throws IOException {
        for (Member member :
                family.members().subList(index + 1, family.members().size())) {
            if (member.size() > 0) {
                return Optional.of(goOn(member, mark));
            }
        }
        return Optional.empty();
    }

    /**
     * The first file with anything in it that was written to after the mark was made: for a mark that is nowhere. That of the mark's number on disk
     * counts, too: it holds something else by now.
     */
    Optional<OpenLog> later(Mark mark) throws IOException {
        int index = 0;
        while (index < family.members().size() && !isLater(member(index), mark)) {
            index++;
        }
        return after(index - 1, mark);
    }

    private static boolean isLater(Member member, Mark mark) {
        return member.changed() > mark.changed() || member.key().equals(mark.key());
    }

    private static OpenLog goOn(Member member, Mark mark) throws IOException {
        if (mark.offset() > 0) {
            OpenLog there = OpenLog.open(member, mark);
            if (there.fit(mark) == OpenLog.Fit.HERE) {
                return there;
            }
            there.close();
        }
        return OpenLog.open(member);
    }

    /** All that stand here. */
    static Succession of(Path file) throws IOException {
        return new Succession(file, Family.of(file));
    }
}
