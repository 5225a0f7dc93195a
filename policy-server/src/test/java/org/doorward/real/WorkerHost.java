package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;

/**
 * A host, a network namespace, with Doorward and its worker, and beyond a router the clients, in another. The worker has a token file of its
 * own, which a test may spoil.
 */
final class WorkerHost implements AutoCloseable {

    static final String HOST = "10.9.0.1";
    static final String HOST6 = "fd09::1";
    static final int SMTP = 25;

    /** Whose ban ends while the test goes on. */
    static final String BRIEF = "198.51.100.99";

    /** A start of the server, and the once that it makes its class archive. */
    private static final Duration START = Duration.ofSeconds(90);

    private final Started started = new Started();
    private final TestFolder folder;
    private final Netns net;
    private final HostedDoorward commands;
    private final KernelLook kernel;
    private final int policyPort = Ports.free();
    private final int adminPort = Ports.free();
    private Instant briefUntil = Instant.MAX;
    private Optional<ChildProcess> server = Optional.empty();
    private Optional<ChildProcess> worker = Optional.empty();
    private Optional<OwnSbin> sbin = Optional.empty();

    private WorkerHost(String name, List<String> clients) throws IOException {
        RealParts.requireRoot();
        RealParts.require("nftables", Path.of("/usr/sbin/nft"));
        RealParts.require("curl", Path.of("/usr/bin/curl"));
        folder = started.add(TestFolder.make(name));
        net = started.add(world(clients));
        commands = new HostedDoorward(net, folder.path());
        kernel = new KernelLook(net, "host");
    }

    /**
     * Makes the host; nothing runs on it yet.
     *
     * @param settings lines of the table [firewall]
     * @param clients addresses in the world
     */
    static WorkerHost make(String name, String settings, List<String> clients) throws IOException {
        WorkerHost host = new WorkerHost(name, clients);
        host.configure(settings);
        return host;
    }

    /** Writes the configuration, with these lines of the table [firewall]. */
    void configure(String settings) throws IOException {
        Files.writeString(commands.configuration(), """
                listen = ["inet:127.0.0.1:%d"]
                state_dir = "%s"
                admin.listen = "inet:127.0.0.1:%d"
                dns.servers = ["127.0.0.1:1"]
                dnsbl.defaults = false
                spf.ranges_of = []

                [firewall]
                state_dir = "%s"
                token_file = "%s"
                metrics_file = "%s"
                %s
                """.formatted(
                policyPort, file("state"), adminPort, file("worker"), file("token"), file("doorward.prom"), settings));
    }

    /** The clients are behind a router, for whoever is on the host's own link is never banned. */
    static Netns world(List<String> clients) {
        Netns made = Netns.of("host", "world");
        made.link("host", "world");
        made.address("host", "world", HOST + "/30");
        made.address("world", "host", "10.9.0.2/30");
        made.address("host", "world", HOST6 + "/64");
        made.address("world", "host", "fd09::2/64");
        for (String address : clients) {
            made.must("world", "ip", "address", "add", address, "dev", "lo");
        }
        made.must("host", "ip", "route", "add", "198.51.100.0/24", "via", "10.9.0.2");
        made.must("host", "ip", "-6", "route", "add", "2001:db8::/32", "via", "fd09::2");
        return made;
    }

    Netns net() {
        return net;
    }

    KernelLook kernel() {
        return kernel;
    }

    int adminPort() {
        return adminPort;
    }

    Path file(String name) {
        return folder.path().resolve(name);
    }

    ChildProcess worker() {
        return worker.orElseThrow();
    }

    /** All that the worker has said since its start. */
    String log() {
        return HostedDoorward.log(worker());
    }

    /** From its next start on the worker has programs of its own. */
    OwnSbin withOwnSbin() throws IOException {
        OwnSbin own = OwnSbin.make(folder.path());
        sbin = Optional.of(own);
        return own;
    }

    /** Starts the server, and waits until it is ready. */
    void serve() throws IOException {
        ChildProcess process = started.add(commands.start("serve"));
        Waiting.until(
                "the server",
                START,
                () -> !process.alive() || HostedDoorward.log(process).contains("Ready in"));
        assertThat(process.alive()).as(HostedDoorward.log(process)).isTrue();
        server = Optional.of(process);
        giveToken();
    }

    /** Stops the server, and waits for that. */
    void stopServing() {
        server.orElseThrow().terminate();
        server.orElseThrow().awaitExit(Waiting.LIMIT);
        server = Optional.empty();
    }

    /** Starts the worker. */
    void work() throws IOException {
        ProcessBuilder command = commands.command("firewall", "run");
        if (sbin.isPresent()) {
            sbin.get().seenBy(command, net.prefix("host").size());
        }
        worker = Optional.of(started.add(ChildProcess.start(command)));
    }

    /** The worker begins anew with the configuration as it is; returns when it has made its table anew, and hears of changes at once. */
    void workAnew() throws IOException {
        long before = rebuilds();
        worker().signal("HUP");
        Waiting.until("the worker to begin anew", START, () -> rebuilds() > before);
        Waiting.until("the monitor to be there", START, this::isMonitored);
        // It reads what is there first; and the status of the worker before may say the same.
        Waiting.untilPast(Instant.now().plusSeconds(2));
        untilStatus("\"rebuilds\" : 1", START);
    }

    private boolean isMonitored() {
        return ProcessHandle.of(worker().pid())
                .orElseThrow()
                .children()
                .anyMatch(child -> child.info()
                        .arguments()
                        .map(words -> List.of(words).contains("monitor"))
                        .orElse(false));
    }

    /** How often the worker has said that it has made its table anew. */
    long rebuilds() {
        return Pattern.compile("The firewall was made anew")
                .matcher(log())
                .results()
                .count();
    }

    /** Stops the worker, which saves the bans, and waits for that. */
    void stopWorking() {
        worker().terminate();
        worker().awaitExit(Waiting.LIMIT);
    }

    /** The worker has the token that the server takes. */
    void giveToken() throws IOException {
        Path fresh = file("token.new");
        Files.copy(file("state/admin-token"), fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, file("token"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The worker has something else. */
    void spoilToken(String text) throws IOException {
        Path fresh = Files.writeString(file("token.new"), text);
        Files.move(fresh, file("token"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Starts a program on the host, which goes on. */
    ChildProcess start(String... words) throws IOException {
        List<String> command = new ArrayList<>(net.prefix("host"));
        command.addAll(List.of(words));
        return ChildProcess.start(
                new ProcessBuilder(command).directory(folder.path().toFile()));
    }

    /** {@code doorward firewall WORD}. */
    ChildProcess.Result firewall(String word) {
        return commands.run("firewall", word);
    }

    /** Bans, by the server's API: a command would take a start of Java. */
    void ban(String network, String time) {
        ask("/api/v1/ban", "{\"network\":\"" + network + "\",\"for\":\"" + time + "\",\"reason\":\"a test\"}");
    }

    /** Server and worker run, these are banned for a day, and somebody briefly. */
    void beginWith(Set<String> steady, Duration limit) throws IOException {
        serve();
        work();
        steady.forEach(each -> ban(each, "1d"));
        untilKernelHolds(steady, limit);
        banBriefly();
    }

    /** Some bans, and others beside them. */
    static Set<String> and(Set<String> steady, String... others) {
        Set<String> all = new TreeSet<>(steady);
        all.addAll(List.of(others));
        return all;
    }

    /** Bans somebody for as short as can be: he must be gone by himself, whatever a test does meanwhile. */
    void banBriefly() {
        ban(BRIEF, "1m");
        briefUntil = Instant.now().plusSeconds(60);
        Waiting.until("a brief ban", () -> kernel.bans().contains(BRIEF));
    }

    /** Waits for the end of the brief ban, and fails if it is not gone from the kernel then. */
    void assertBriefIsGone() {
        Waiting.untilPast(briefUntil.plusSeconds(2));
        assertThat(kernel.bans()).as("banned until %s", briefUntil).doesNotContain(BRIEF);
    }

    /** What the kernel holds, but for the brief ban. */
    Set<String> bans() {
        Set<String> bans = kernel.bans();
        bans.remove(BRIEF);
        return bans;
    }

    /** Takes a ban back. */
    void unban(String address) {
        ask("/api/v1/unban", "{\"address\":\"" + address + "\"}");
    }

    private void ask(String path, String body) {
        String answer = net.must(
                "host",
                "curl",
                "--silent",
                "--show-error",
                "--max-time",
                "20",
                "--header",
                "Authorization: Bearer " + read(file("state/admin-token")).strip(),
                "--header",
                "Content-Type: application/json",
                "--data",
                body,
                "http://127.0.0.1:" + adminPort + path);
        assertThat(answer).as("%s %s", path, body).doesNotContain("error");
    }

    /** Waits until the kernel holds these and no others, but for the brief ban, and returns how long it took. */
    Duration untilKernelHolds(Set<String> bans, Duration limit) {
        long began = System.nanoTime();
        try {
            Waiting.until("the kernel to hold " + bans, limit, () -> bans().equals(bans));
        } catch (AssertionError e) {
            throw new AssertionError(kernel.bans() + log(), e);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Waits until the worker has said something. */
    void untilSaid(String words, Duration limit) {
        try {
            Waiting.until("the worker to say " + words, limit, () -> log().contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(log(), e);
        }
    }

    /** Waits until the worker's status holds some words, such as {@code "standing" : "in_step"}. */
    void untilStatus(String words, Duration limit) {
        try {
            Waiting.until("the status to hold " + words, limit, () -> status().contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(status() + log(), e);
        }
    }

    /** The worker's status as it has written it last. */
    String status() {
        return read(file("worker/status.json"));
    }

    /** The worker's metrics as it has written them last. */
    String metrics() {
        return read(file("doorward.prom"));
    }

    /** How often the worker has done something since its start. */
    long done(String what) {
        Matcher number = Pattern.compile("\"" + what + "\" : ([0-9]+)").matcher(status());
        assertThat(number.find()).as(what).isTrue();
        return Long.parseLong(number.group(1));
    }

    static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        started.close();
    }
}
