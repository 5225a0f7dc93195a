package org.doorward.watch.source;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's log, as {@code /dev/kmsg} gives it, for hosts without a journal; in the words of a syslog file,
 * {@code 2026-11-26T12:00:00.123456Z localhost kernel: text}.
 *
 * <p>A record is {@code priority,number,µs since the start,flags;text} and lines after it, which begin with a space and are left out; so are records
 * that programs have written. See the kernel's Documentation/ABI/testing/dev-kmsg. Where it stands is the host's boot and the record's number.
 * The kernel's buffer is a ring: what it has overwritten is lost, and counted in the log.
 */
public final class KmsgSource implements LineSource {

    private static final Logger LOG = LoggerFactory.getLogger(KmsgSource.class);

    private static final Pattern RECORD = Pattern.compile("(\\d{1,9}),(\\d{1,18}),(\\d{1,18}),[^;]*;(.*)");

    /** The kernel's facility is 0 and the lower three bits are how grave it is; programs have others. */
    private static final int FIRST_OTHER_FACILITY = 8;

    /** A record with its additions is of 8 KiB at most. */
    private static final int RECORD_LIMIT = 16 * 1024;

    private final Path device;
    private final KernelClock kernel;
    private final LineQueue queue = new LineQueue();
    private final long skipUntil;
    private final FileChannel channel;
    private final Thread reader;

    private String position;
    private long last;
    private volatile String failure = "";
    private volatile long lost;

    /**
     * What a boot of the kernel's is.
     *
     * @param boot its id, as {@code /proc/sys/kernel/random/boot_id} says
     * @param started when it began, by the wall clock
     * @param upMicros how many µs ago, by the kernel's clock
     */
    public record KernelClock(String boot, Instant started, long upMicros) {

        /**
         * That of this host, as {@code /proc} says.
         *
         * @throws IOException when it does not
         */
        public static KernelClock ofHost() throws IOException {
            Path proc = Path.of("/proc");
            String boot =
                    Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
            long started = Files.readAllLines(proc.resolve("stat")).stream()
                    .filter(line -> line.startsWith("btime "))
                    .mapToLong(line -> Long.parseLong(line.substring("btime ".length())))
                    .findFirst()
                    .orElse(0);
            String up = Files.readString(proc.resolve("uptime")).split(" ", 2)[0];
            long upMicros = new BigDecimal(up).movePointRight(6).longValue();
            return new KernelClock(boot, Instant.ofEpochSecond(started), upMicros);
        }
    }

    /**
     * Begins to read on a thread of its own, which does not keep the process alive.
     *
     * @param device {@code /dev/kmsg}
     * @param kernel the boot that it tells of
     * @param position where an earlier source stood
     * @param fromStart where to begin without a position: with the first record that is there, or with those from now on
     * @throws IOException when it cannot be opened
     */
    public KmsgSource(Path device, KernelClock kernel, Optional<String> position, boolean fromStart)
            throws IOException {
        this.device = device;
        this.kernel = kernel;
        this.position = position.orElse("");
        this.skipUntil = position.isPresent() || fromStart ? 0 : kernel.upMicros();
        this.last = position.map(this::lastNumber).orElse(-1L);
        try {
            this.channel = FileChannel.open(device, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new IOException(
                    device + " cannot be opened (" + e.getMessage()
                            + "): let Doorward have CAP_SYSLOG, or watch the journal or a file instead",
                    e);
        }
        this.reader = new Thread(this::run, "doorward-kmsg");
        reader.setDaemon(true);
        reader.start();
    }

    private long lastNumber(String text) {
        String prefix = kernel.boot() + " ";
        String number = text.startsWith(prefix) ? text.substring(prefix.length()) : "";
        return number.matches("\\d{1,18}") ? Long.parseLong(number) : -1;
    }

    private void run() {
        ByteBuffer record = ByteBuffer.allocate(RECORD_LIMIT);
        try {
            while (readRecord(record) && putRecords(record)) {
                record.clear();
            }
        } catch (AsynchronousCloseException e) {
            LOG.debug("{} was closed", device);
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            queue.wake();
        }
    }

    /** Each reading gives one record. A broken pipe says that the next one was overwritten before it was read. */
    private boolean readRecord(ByteBuffer record) throws IOException {
        while (true) {
            try {
                return channel.read(record) > 0;
            } catch (IOException e) {
                if (!"Broken pipe".equals(e.getMessage())) {
                    throw e;
                }
            }
        }
    }

    private boolean putRecords(ByteBuffer record) throws InterruptedException {
        record.flip();
        String text = StandardCharsets.ISO_8859_1.decode(record).toString();
        for (String line : text.split("\n", -1)) {
            Matcher parts = RECORD.matcher(line);
            if (parts.matches() && !put(parts)) {
                return false;
            }
        }
        return true;
    }

    private boolean put(Matcher parts) throws InterruptedException {
        long number = Long.parseLong(parts.group(2));
        long micros = Long.parseLong(parts.group(3));
        if (number <= last || micros < skipUntil) {
            return true;
        }
        if (last >= 0 && number > last + 1) {
            lost(number - last - 1);
        }
        last = number;
        if (Integer.parseInt(parts.group(1)) >= FIRST_OTHER_FACILITY) {
            return true;
        }
        Instant at = kernel.started().plus(micros, ChronoUnit.MICROS);
        String message = parts.group(4);
        String kept = message.substring(0, Math.min(message.length(), LINE_LIMIT / 2));
        return queue.put(new LineQueue.Line(at + " localhost kernel: " + kept, kernel.boot() + " " + number));
    }

    @Override
    public String name() {
        return "kmsg:" + device;
    }

    @Override
    public Chunk read(Duration patience) throws IOException, InterruptedException {
        List<LineQueue.Line> lines = queue.take(failure.isEmpty() ? patience : Duration.ZERO);
        if (lines.isEmpty() && !failure.isEmpty()) {
            throw new IOException(device + " cannot be read any more: " + failure);
        }
        if (!lines.isEmpty()) {
            position = lines.get(lines.size() - 1).position();
        }
        return new Chunk(lines.stream().map(LineQueue.Line::text).toList(), position);
    }

    /** Overwritten before they were read; one thread reads. */
    private void lost(long more) {
        long before = lost;
        lost = before + more;
    }

    @Override
    public long lost() {
        return lost;
    }

    @Override
    public OptionalLong behind() {
        return OptionalLong.empty();
    }

    @Override
    public void close() throws IOException {
        queue.close();
        channel.close();
    }
}
