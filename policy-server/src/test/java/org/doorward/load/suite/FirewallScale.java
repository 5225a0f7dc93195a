package org.doorward.load.suite;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.FeedText;
import org.doorward.firewall.FirewallBan;
import org.doorward.load.ProcessWatch;
import org.doorward.store.net.Cidr;

/**
 * The firewall's worker with many bans: how long a rebuild takes, how soon a change is in the kernel, whether it keeps up, and its memory. To be
 * run in a network namespace of its own ({@code unshare -n}), for it changes the firewall; anywhere else it refuses.
 */
final class FirewallScale implements Part {

    private static final int CHANGES_A_SECOND = 1000;
    private static final int SINGLE = 20;

    /** Three of four are IPv4 addresses: 3,000 of these. */
    private static final int BESIDE = 4000;

    /** For more bans docs/firewall.md asks for a larger heap. */
    private static final int DEFAULT_HEAP_HOLDS = 150_000;

    /** The bans that stand at this feed, and what has changed since. */
    private static final class Feed implements AutoCloseable {

        private final HttpServer server;
        private final List<BanChanges> changes = new ArrayList<>();
        private final List<FirewallBan> first;

        Feed(List<FirewallBan> first) throws IOException {
            this.first = first;
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/", exchange -> answer(exchange, "end 0\n"));
            server.createContext("/api/v1/bans/feed", exchange -> answer(exchange, FeedText.write(news(exchange))));
            server.start();
        }

        private News news(HttpExchange exchange) {
            Matcher since = Pattern.compile("since=r-(\\d+)&wait=(\\d+)")
                    .matcher(String.valueOf(exchange.getRequestURI().getQuery()));
            if (!since.matches()) {
                return new News("r-0", true, new BanChanges(List.of(), first));
            }
            return since(Integer.parseInt(since.group(1)), Long.parseLong(since.group(2)));
        }

        private synchronized News since(int known, long seconds) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (known >= changes.size() && System.nanoTime() < until) {
                try {
                    wait(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            List<Cidr> end = new ArrayList<>();
            List<FirewallBan> begin = new ArrayList<>();
            changes.subList(Math.min(known, changes.size()), changes.size()).forEach(change -> {
                end.addAll(change.end());
                begin.addAll(change.begin());
            });
            return new News("r-" + changes.size(), false, new BanChanges(end, begin));
        }

        synchronized void publish(BanChanges change) {
            changes.add(change);
            notifyAll();
        }

        private static void answer(HttpExchange exchange, String text) throws IOException {
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Override
    public void measure(Bench bench, Report report) throws IOException, InterruptedException {
        requireNamespace();
        measure(bench, report, 100_000);
        if (!bench.quick()) {
            measure(bench, report, 500_000);
        }
    }

    static void requireNamespace() throws IOException {
        boolean alone =
                Collections.list(NetworkInterface.getNetworkInterfaces()).size() <= 1;
        if (!alone) {
            throw new IOException(
                    "the firewall is measured in a network namespace only: unshare -n sh -c 'ip link set lo up;"
                            + " java ...'");
        }
    }

    /** The same 3,000 bans by both: begun at once, there again after a restart, there again after somebody has flushed all rules. */
    static void besideFail2ban(Bench bench, Report report) throws IOException, InterruptedException {
        requireNamespace();
        if (!Fail2ban.installed()) {
            report.add("beside fail2ban", "not installed");
            return;
        }
        Path folder = Files.createDirectories(bench.folder().resolve("worker-beside"));
        Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
        List<FirewallBan> bans = bans(0, BESIDE).stream()
                .filter(ban -> !ban.network().address().isV6())
                .toList();
        double[] ours;
        Feed feed = new Feed(List.of());
        Process worker = start(bench, folder, token, feed.server.getAddress().getPort(), BESIDE);
        try (feed) {
            await(folder, Duration.ofMinutes(1), status -> status.contains("\"in_step\" : true"));
            double applied = took(() -> {
                feed.publish(new BanChanges(List.of(), bans));
                await(folder, Duration.ofMinutes(1), status -> there(status) == bans.size());
            });
            worker.destroy();
            worker.waitFor();
            Files.delete(folder.resolve("status.json"));
            long began = System.nanoTime();
            worker = start(bench, folder, token, feed.server.getAddress().getPort(), BESIDE);
            await(
                    folder,
                    Duration.ofMinutes(1),
                    status -> there(status) == bans.size() && status.contains("\"in_step\" : true"));
            double restarted = (System.nanoTime() - began) / 1e9;
            double healed = took(() -> {
                Fail2ban.nft("flush", "ruleset");
                while (Fail2ban.elements("doorward") < bans.size()) {
                    Thread.sleep(20);
                }
            });
            ours = new double[] {applied, restarted, healed};
        } finally {
            worker.destroy();
            worker.waitFor();
            Fail2ban.nft("flush", "ruleset");
        }
        double[] theirs = Fail2ban.measure(
                Files.createDirectories(bench.folder().resolve("fail2ban")),
                bans.stream().map(ban -> ban.network().address().toString()).toList());
        List<String> what = List.of("applied", "there after a restart", "healed after a flush");
        for (int i = 0; i < ours.length; i++) {
            report.add(
                    String.format(Locale.ROOT, "%,d bans, %s, beside fail2ban", bans.size(), what.get(i)),
                    Double.isInfinite(theirs[i])
                            ? String.format(
                                    Locale.ROOT,
                                    "%.2f s; by fail2ban not within %d s",
                                    ours[i],
                                    Fail2ban.PATIENCE.toSeconds())
                            : String.format(
                                    Locale.ROOT,
                                    "%.2f s; by fail2ban %.1f s, %.0f times as long",
                                    ours[i],
                                    theirs[i],
                                    theirs[i] / ours[i]));
        }
    }

    /** Something that takes its time. */
    @FunctionalInterface
    private interface Deed {
        void run() throws IOException, InterruptedException;
    }

    private static double took(Deed deed) throws IOException, InterruptedException {
        long began = System.nanoTime();
        deed.run();
        return (System.nanoTime() - began) / 1e9;
    }

    private static void measure(Bench bench, Report report, int count) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(bench.folder().resolve("worker-" + count));
        Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
        String what = String.format(Locale.ROOT, "%,d bans", count);
        Feed feed = new Feed(bans(0, count));
        Process worker = start(bench, folder, token, feed.server.getAddress().getPort(), count);
        try (feed) {
            await(
                    folder,
                    Duration.ofMinutes(5),
                    status -> there(status) == count && status.contains("\"in_step\" : true"));
            report.atMost(
                    what + ": the first rebuild",
                    (double) number(status(folder), "rebuild_millis"),
                    count <= 100_000 ? 1000 : 60_000,
                    " ms",
                    "");
            long rebuilds = number(status(folder), "rebuilds");
            Fail2ban.nft("flush", "ruleset");
            await(
                    folder,
                    Duration.ofMinutes(5),
                    status -> there(status) == count
                            && status.contains("\"in_step\" : true")
                            && number(status, "rebuilds") > rebuilds);
            report.atMost(
                    what + ": rebuild after a flush",
                    (double) number(status(folder), "rebuild_millis"),
                    count <= 100_000 ? 1000 : 60_000,
                    " ms",
                    "");
            report.add(what + ": IPv4 addresses that the kernel itself lists then", inKernel(count));
            report.atMost(
                    what + ": a change in the kernel",
                    singles(feed, folder, count),
                    1500,
                    " ms",
                    " (the worst of " + SINGLE + ")");
            Duration waves = bench.quick() ? Duration.ofSeconds(10) : Duration.ofMinutes(1);
            report.atMost(
                    what + ": behind after " + waves.toSeconds() + " s of 1,000 changes a second",
                    waves(feed, folder, count, waves),
                    1500,
                    " ms",
                    "");
            ProcessWatch watch = new ProcessWatch(worker.pid());
            report.atMost(
                    what + ": memory of the worker at its peak",
                    watch.usage().peakBytes() / 1e6,
                    count <= 100_000 ? 128 : 1024,
                    " MB",
                    " (heap limit " + watch.heapLimit() + ")");
        } finally {
            worker.destroy();
            worker.waitFor();
            new ProcessBuilder("nft", "delete", "table", "inet", "doorward")
                    .start()
                    .waitFor();
        }
    }

    static Process start(Bench bench, Path folder, Path token, int port, int bans) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(bench.distribution().resolve("bin/doorward").toString(), "firewall", "run"));
        for (String setting : List.of(
                "firewall.server=inet:127.0.0.1:" + port,
                "firewall.token_file=" + token,
                "firewall.state_dir=" + folder,
                "firewall.storm=1000000",
                "firewall.most_bans=1000000")) {
            command.addAll(List.of("--set", setting));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        if (bans > DEFAULT_HEAP_HOLDS) {
            builder.environment().put("DOORWARD_FIREWALL_HEAP", "256m");
        }
        return builder.start();
    }

    /** The worker's word is not enough; IPv6 networks are counted by nobody here. */
    private static String inKernel(int count) throws IOException, InterruptedException {
        long expected = networks(0, count).stream()
                .filter(network -> !network.address().isV6())
                .count();
        int listed = Fail2ban.elements("doorward");
        if (listed != expected) {
            throw new IOException("the kernel lists " + listed + " IPv4 addresses, and should " + expected);
        }
        return String.format(Locale.ROOT, "all %,d", listed);
    }

    /** The time from the feed's answer to the worker's word that nft has done it. */
    private static double singles(Feed feed, Path folder, int count) throws IOException, InterruptedException {
        double worst = 0;
        for (int i = 0; i < SINGLE; i++) {
            int expected = count + i + 1;
            long began = System.nanoTime();
            feed.publish(new BanChanges(List.of(), bans(count + i, count + i + 1)));
            await(folder, Duration.ofSeconds(30), status -> there(status) == expected);
            worst = Math.max(worst, (System.nanoTime() - began) / 1e6);
        }
        feed.publish(new BanChanges(networks(count, count + SINGLE), List.of()));
        await(folder, Duration.ofSeconds(30), status -> there(status) == count);
        return worst;
    }

    private static double waves(Feed feed, Path folder, int count, Duration time)
            throws IOException, InterruptedException {
        int half = CHANGES_A_SECOND / 2;
        int oldest = 0;
        int newest = count;
        Instant next = Instant.now();
        for (long second = 0; second < time.toSeconds(); second++) {
            feed.publish(new BanChanges(networks(oldest, oldest + half), bans(newest, newest + half)));
            oldest += half;
            newest += half;
            next = next.plusSeconds(1);
            Thread.sleep(Math.max(0, Duration.between(Instant.now(), next).toMillis()));
        }
        long began = System.nanoTime();
        long begun = number(status(folder), "begun");
        feed.publish(new BanChanges(List.of(), bans(newest, newest + 1)));
        await(folder, Duration.ofMinutes(2), status -> there(status) == count + 1 && number(status, "begun") > begun);
        return (System.nanoTime() - began) / 1e6;
    }

    private static List<FirewallBan> bans(int from, int to) {
        long until = Instant.now().getEpochSecond() + 86_400;
        return networks(from, to).stream()
                .map(network -> new FirewallBan(network, until + network.hashCode() % 1000, "B7K2M9QX"))
                .toList();
    }

    /** Public addresses, one IPv6 network after every three IPv4 ones. */
    static List<Cidr> networks(int from, int to) {
        List<Cidr> networks = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            String text = i % 4 == 3
                    ? "2001:db8:" + Integer.toHexString(i >> 16) + ":" + Integer.toHexString(i & 0xffff) + "::/64"
                    : "5." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255) + "/32";
            networks.add(Cidr.parse(text).orElseThrow());
        }
        return networks;
    }

    private static String status(Path folder) throws IOException {
        Path file = folder.resolve("status.json");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    static long there(String status) {
        return number(status, "bans_there");
    }

    private static long number(String status, String name) {
        Matcher number = Pattern.compile("\"" + name + "\" : (\\d+)").matcher(status);
        return number.find() ? Long.parseLong(number.group(1)) : -1;
    }

    /** Whether a status is the one that is waited for. */
    @FunctionalInterface
    interface Expected {
        boolean is(String status);
    }

    static void await(Path folder, Duration patience, Expected expected) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!expected.is(status(folder))) {
            if (System.nanoTime() > until) {
                throw new IOException("waited in vain: " + status(folder) + Files.readString(folder.resolve("log")));
            }
            Thread.sleep(20);
        }
    }
}
