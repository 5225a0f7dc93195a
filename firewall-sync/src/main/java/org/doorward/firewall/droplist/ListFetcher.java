package org.doorward.firewall.droplist;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a list from the web into a file.
 *
 * <p>By {@link HttpURLConnection}: after one fetch a process with it is 28 MiB smaller than one with {@code java.net.http.HttpClient}, and has no
 * more threads than before. What it lacks is a limit for the whole; that is kept here. A proxy is taken from the system properties
 * {@code https.proxyHost} and {@code https.proxyPort}.
 */
final class ListFetcher {

    /** The largest lists anybody drops by have half of it. */
    static final int MOST_BYTES = 16 << 20;

    private static final int MOST_REDIRECTS = 5;

    private final Patience patience;
    private final LongSupplier nanos;

    /**
     * A fetcher.
     *
     * @param patience how long it waits
     * @param nanos a steady clock
     */
    ListFetcher(Patience patience, LongSupplier nanos) {
        this.patience = patience;
        this.nanos = nanos;
    }

    /**
     * How long a fetch waits.
     *
     * @param connect for a connection
     * @param read for the next bytes
     * @param all for the whole, however steadily it drips
     */
    record Patience(Duration connect, Duration read, Duration all) {
        static final Patience USUAL =
                new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(90));
    }

    /**
     * By what a server knows a state of a list again.
     *
     * @param etag its entity tag, or empty
     * @param modified its Last-Modified, or empty
     */
    record Version(String etag, String modified) {
        static final Version NONE = new Version("", "");
    }

    /**
     * What became of it.
     *
     * @param changed whether there is a new one in the file; else the one that was known is still right
     * @param version of what is right now
     */
    record Fetched(boolean changed, Version version) {}

    /**
     * Fetches a list, unless it is still the known one.
     *
     * @param known the version that is there; {@link Version#NONE} for none
     * @param into the file for a new one
     * @throws IOException when it does not come, or not all of it; the message is for the operator
     */
    Fetched fetch(URI uri, Version known, Path into) throws IOException, InterruptedException {
        Attempt attempt =
                new Attempt(known, into, nanos.getAsLong() + patience.all().toNanos());
        FutureTask<Fetched> task = new FutureTask<>(() -> attempt.follow(uri));
        Thread thread = new Thread(task, "drop-list");
        thread.setDaemon(true);
        thread.start();
        try {
            // The thread itself looks at the clock between two pieces; this is for one that drips its head.
            return task.get(patience.all().toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooSlow();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IOException("fault while fetching " + uri, e.getCause());
        } finally {
            attempt.cut();
        }
    }

    private IOException tooSlow() {
        return new IOException("it has not come within " + patience.all().toSeconds() + " s");
    }

    /** One fetch with its redirects. */
    private final class Attempt {

        private final Version known;
        private final Path into;
        private final long until;
        private volatile @Nullable HttpURLConnection connection;

        Attempt(Version known, Path into, long until) {
            this.known = known;
            this.into = into;
            this.until = until;
        }

        Fetched follow(URI first) throws IOException {
            URI uri = first;
            for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
                HttpURLConnection asked = ask(uri);
                int status = asked.getResponseCode();
                switch (status) {
                    case 200 -> {
                        save(asked);
                        return new Fetched(true, version(asked));
                    }
                    case 304 -> {
                        return new Fetched(false, known);
                    }
                    case 301, 302, 303, 307, 308 -> uri = target(uri, asked.getHeaderField("Location"));
                    default ->
                        throw new IOException(uri.getHost() + " answers " + status
                                + (status == 403 || status == 429 ? ": asked too often, or not allowed" : ""));
                }
                asked.disconnect();
            }
            throw new IOException("more than " + MOST_REDIRECTS + " redirects, the last one to " + uri);
        }

        private HttpURLConnection ask(URI uri) throws IOException {
            HttpURLConnection asked = (HttpURLConnection) uri.toURL().openConnection();
            connection = asked;
            asked.setInstanceFollowRedirects(false);
            asked.setUseCaches(false);
            asked.setConnectTimeout((int) patience.connect().toMillis());
            asked.setReadTimeout((int) patience.read().toMillis());
            asked.setRequestProperty("User-Agent", "doorward");
            asked.setRequestProperty("Accept-Encoding", "gzip");
            if (!known.etag().isEmpty()) {
                asked.setRequestProperty("If-None-Match", known.etag());
            }
            if (!known.modified().isEmpty()) {
                asked.setRequestProperty("If-Modified-Since", known.modified());
            }
            return asked;
        }

        private URI target(URI from, @Nullable String location) throws IOException {
            try {
                URI to = from.resolve(String.valueOf(location));
                boolean downgrade =
                        "https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme());
                if (location == null || !ListSource.isWeb(to) || downgrade) {
                    throw new IOException(from + " leads to " + location + ", where this does not go");
                }
                return to;
            } catch (IllegalArgumentException e) {
                throw new IOException(from + " leads to " + location + ", which is no URL", e);
            }
        }

        private void save(HttpURLConnection asked) throws IOException {
            long announced = asked.getContentLengthLong();
            if (announced > MOST_BYTES) {
                throw tooLarge();
            }
            boolean zipped = String.valueOf(asked.getContentEncoding())
                    .toLowerCase(Locale.ROOT)
                    .contains("gzip");
            try (Arriving raw = new Arriving(asked.getInputStream(), announced);
                    InputStream body = zipped ? new GZIPInputStream(raw) : raw;
                    OutputStream out = Files.newOutputStream(into)) {
                copy(body, out);
                raw.requireAll();
            }
        }

        private void copy(InputStream body, OutputStream out) throws IOException {
            byte[] piece = new byte[1 << 14];
            long all = 0;
            for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
                all += read;
                if (all > MOST_BYTES) {
                    throw tooLarge();
                }
                if (nanos.getAsLong() - until > 0) {
                    throw tooSlow();
                }
                out.write(piece, 0, read);
            }
        }

        void cut() {
            HttpURLConnection asked = connection;
            if (asked != null) {
                asked.disconnect();
            }
        }

        private Version version(HttpURLConnection asked) {
            return new Version(header(asked, "ETag"), header(asked, "Last-Modified"));
        }

        /** A header that goes back to the server as it came; one that is longer than any is not kept. */
        private String header(HttpURLConnection asked, String name) {
            String value = asked.getHeaderField(name);
            return value == null || value.length() > 200 || !value.matches("[ -~]*") ? "" : value;
        }

        private IOException tooLarge() {
            return new IOException("it is larger than " + (MOST_BYTES >> 20) + " MiB");
        }
    }

    /** What comes from the server. Where it ends too early, some versions of Java end the stream and others throw. */
    private static final class Arriving extends FilterInputStream {

        private final long announced;
        private long count;

        Arriving(InputStream in, long announced) {
            super(in);
            this.announced = announced;
        }

        void requireAll() throws IOException {
            if (announced >= 0 && count < announced) {
                throw cutOff(null);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int read = super.read(bytes, offset, length);
                count += Math.max(0, read);
                return read;
            } catch (InterruptedIOException tooSlow) {
                throw tooSlow;
            } catch (IOException e) {
                throw cutOff(e);
            }
        }

        private IOException cutOff(@Nullable IOException cause) {
            String of = announced >= 0 ? " of " + announced : "";
            return new IOException("it was cut off after " + count + of + " bytes", cause);
        }
    }
}
