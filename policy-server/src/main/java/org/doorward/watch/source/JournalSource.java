package org.doorward.watch.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal, as {@code journalctl --follow --output=json} tells it: an entry a line, for {@link org.doorward.watch.line.JournalJson}.
 *
 * <p>Where it stands is the journal's cursor. When journalctl ends it is started again behind the last entry, after a pause that grows. It is killed
 * when this source is closed; if Doorward itself is killed, journalctl ends when it wants to write its next line.
 *
 * <p><b>Whom to believe.</b> {@code SYSLOG_IDENTIFIER} is the sender's own word: any process of the host may write to the journal as
 * {@code postfix/smtpd}. What journald itself writes down is the unit. So the matches should name units,
 * {@code -u postfix.service -u postfix@-.service -u dovecot.service}, or {@code _TRANSPORT=kernel}, and not {@code -t}; then only those services, and root, can
 * be heard. (The processes of a Postfix run as several users, so a user is no better match.) The same holds for a file that a syslog daemon
 * writes: there, no one tells who has written a line.
 */
public final class JournalSource implements LineSource {

    private static final Logger LOG = LoggerFactory.getLogger(JournalSource.class);

    /** An entry is of 1 to 2 KB; a message of 48 KB, the longest that journald takes as a line, is five times that as an array of numbers. */
    private static final int ENTRY_LIMIT = 256 * 1024;

    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_COMPLAINTS = 1000;

    /** They are in the pipe already; a process of journalctl's own that holds it open is not waited for. */
    private static final long MOST_MILLIS_FOR_COMPLAINTS = 500;

    private static final String SINCE = "@";

    private final String name;
    private final String program;
    private final List<String> matches;
    private final LongSupplier nanos;
    private final LineQueue queue = new LineQueue();

    /** Behind the last entry given. */
    private String given;

    /** Behind the last entry put into the queue, where a new journalctl goes on. */
    private volatile String queued;

    private Optional<Child> child = Optional.empty();
    private long pause = FIRST_PAUSE;
    private long startAt;
    private String lastComplaint = "";

    /** What is wrong with a journalctl that ends as soon as it is started; empty when nothing is. */
    private String failure = "";

    private boolean closed;

    /**
     * Follows the journal.
     *
     * @param name the source's name, such as {@code journal:mail}
     * @param program journalctl's path
     * @param matches its arguments that choose the entries
     * @param position where an earlier source stood
     * @param fromStart where to begin without a position: at the journal's first entry, or with those that are written from now on
     * @param clock says when now is
     * @param nanos a clock that only goes on, for the pauses
     */
    public JournalSource(
            String name,
            String program,
            List<String> matches,
            Optional<String> position,
            boolean fromStart,
            InstantSource clock,
            LongSupplier nanos) {
        this.name = name;
        this.program = program;
        this.matches = List.copyOf(matches);
        this.nanos = nanos;
        this.startAt = nanos.getAsLong();
        String now = SINCE + clock.instant().getEpochSecond();
        this.given = position.filter(text -> !text.isEmpty()).orElse(fromStart ? "" : now);
        this.queued = given;
    }

    @Override
    public String name() {
        return name;
    }

    /** What is called. */
    List<String> command() {
        // --no-tail: "follow" alone would begin ten entries before the end. --all: long texts would come as null.
        List<String> command = new ArrayList<>(
                List.of(program, "--follow", "--output=json", "--no-pager", "--all", "--quiet", "--no-tail"));
        String from = queued;
        if (from.startsWith(SINCE)) {
            command.add("--since=" + from);
        } else if (!from.isEmpty()) {
            command.add("--after-cursor=" + from);
        }
        command.addAll(matches);
        return command;
    }

    @Override
    public Chunk read(Duration patience) throws IOException, InterruptedException {
        Duration wait = queue.isEmpty() ? keepRunning(patience) : patience;
        List<LineQueue.Line> lines = queue.take(wait);
        if (!lines.isEmpty()) {
            given = lines.get(lines.size() - 1).position();
            pause = FIRST_PAUSE;
            failure = "";
        } else if (!runs()) {
            throw new IOException(failure);
        }
        return new Chunk(lines.stream().map(LineQueue.Line::text).toList(), given);
    }

    /** Sees to it that journalctl runs; returns how long to wait for a line, at most until it is to be started again. */
    private synchronized Duration keepRunning(Duration patience) throws IOException, InterruptedException {
        if (closed) {
            return Duration.ZERO;
        }
        if (child.isPresent() && child.get().ended) {
            bury(child.get());
            child = Optional.empty();
        }
        long left = startAt - nanos.getAsLong();
        if (child.isEmpty() && left <= 0) {
            startAt = nanos.getAsLong() + pause;
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            child = Optional.of(new Child());
        }
        if (child.isPresent()) {
            return patience;
        }
        return patience.toNanos() < left ? patience : Duration.ofNanos(left);
    }

    /** Whether it is there to be listened to, or will be in a moment, as one that was killed. */
    private synchronized boolean runs() {
        return closed || failure.isEmpty() || child.filter(one -> !one.ended).isPresent();
    }

    private void bury(Child dead) throws InterruptedException {
        dead.process.destroyForcibly();
        dead.complained.join(MOST_MILLIS_FOR_COMPLAINTS);
        startAt = Math.max(startAt, nanos.getAsLong() + FIRST_PAUSE);
        if (nanos.getAsLong() - dead.began > LONGEST_PAUSE) {
            pause = FIRST_PAUSE;
        }
        failure = pause > 2 * FIRST_PAUSE ? program + " ends again and again; what it said is in the log above" : "";
        String complaint = dead.complaint();
        if (complaint.equals(lastComplaint)) {
            LOG.debug("{} has ended again", program);
        } else {
            LOG.warn(
                    "{} has ended, and will be started again; it said: \"{}\"", String.join(" ", command()), complaint);
            lastComplaint = complaint;
        }
    }

    /** A journalctl, with a thread for what it prints and one for its complaints. Both end with it. */
    private final class Child {

        private final Process process;
        private final long began = nanos.getAsLong();
        private volatile String complaints = "";
        private final Thread printed;
        private final Thread complained;
        private volatile boolean ended;

        Child() throws IOException {
            try {
                process = new ProcessBuilder(command()).start();
            } catch (IOException e) {
                throw new IOException(
                        program + " cannot be started (" + e.getMessage()
                                + "): install systemd's journalctl, or watch the file that syslog writes",
                        e);
            }
            printed = thread("doorward-journal", this::readEntries);
            complained = thread("doorward-journal-errors", this::readComplaints);
            printed.start();
            complained.start();
        }

        private Thread thread(String threadName, Runnable work) {
            Thread thread = new Thread(work, threadName);
            thread.setDaemon(true);
            return thread;
        }

        private void readEntries() {
            try (InputStream out = process.getInputStream()) {
                process.getOutputStream().close();
                new StreamLines(out, ENTRY_LIMIT).readTo(JournalSource.this::take);
            } catch (IOException e) {
                LOG.debug("{} was cut off: {}", program, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended = true;
                queue.wake();
            }
        }

        private void readComplaints() {
            try (InputStream err = process.getErrorStream()) {
                byte[] bytes = new byte[MOST_COMPLAINTS];
                for (int count = err.read(bytes); count > 0; count = err.read(bytes)) {
                    int room = Math.min(count, MOST_COMPLAINTS - complaints.length());
                    String before = complaints;
                    complaints = before + new String(bytes, 0, room, StandardCharsets.ISO_8859_1);
                }
            } catch (IOException e) {
                LOG.debug("{} was cut off: {}", program, e.getMessage());
            }
        }

        String complaint() {
            return complaints.strip().replaceAll("[^ -~]+", " ");
        }

        void kill() {
            process.destroyForcibly();
            printed.interrupt();
        }
    }

    /** Takes a line of journalctl's: an entry, or something that is none and is left out. */
    private boolean take(String line, boolean whole) throws InterruptedException {
        String cursor = cursor(line);
        if (cursor.isEmpty() || !whole) {
            LOG.debug("{} printed what is no entry, or one too long: {} characters", program, line.length());
            queued = cursor.isEmpty() ? queued : cursor;
            return true;
        }
        queued = cursor;
        return queue.put(new LineQueue.Line(line, cursor));
    }

    /** An entry's cursor. Within a text the quotation marks of its name would be escaped, so it is found without taking the entry apart. */
    static String cursor(String line) {
        String key = "\"__CURSOR\"";
        int from = line.indexOf(key);
        if (!line.startsWith("{") || from < 0) {
            return "";
        }
        int start = line.indexOf('"', from + key.length());
        int end = start < 0 ? -1 : line.indexOf('"', start + 1);
        String cursor = end < 0 ? "" : line.substring(start + 1, end);
        boolean sound = cursor.length() <= 500 && cursor.chars().allMatch(c -> c > ' ' && c <= '~' && c != '\\');
        return sound ? cursor : "";
    }

    @Override
    public OptionalLong behind() {
        return OptionalLong.empty();
    }

    @Override
    public synchronized void close() {
        closed = true;
        queue.close();
        child.ifPresent(Child::kill);
    }
}
