package org.doorward.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.doorward.load.ProcessWatch.Usage;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts load on a server that runs, and prints what it counted. */
@Command(
        name = "LoadRun",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Puts load on a policy server that runs, and prints what it counted.",
        footer = {
            "",
            "Examples:",
            "  LoadRun --closed --triplets known:10000 --prepare 1s --connections 50",
            "      10,000 triplets that have passed; the server runs with --set greylist.delay=1s",
            "  LoadRun --open 3000 --triplets new --connections 200 --seconds 30",
            "      3,000 new triplets a second, latency from the schedule",
        })
public final class LoadRun implements Callable<Integer> {

    @ArgGroup(multiplicity = "1")
    private Pace pace = new Pace();

    static final class Pace {
        @Option(names = "--closed", required = true, description = "Each connection asks when its reply is there.")
        private boolean closed;

        @Option(names = "--open", required = true, paramLabel = "RATE", description = "So many requests a second.")
        private double open;
    }

    @Option(
            names = "--triplets",
            required = true,
            paramLabel = "KIND",
            description = "known:COUNT (the same ones again and again), new (each one once), or mixed:COUNT (90%% new,"
                    + " 10%% known).")
    private String triplets = "";

    @Option(
            names = "--prepare",
            paramLabel = "DELAY",
            converter = Seconds.class,
            description = "First make the known ones pass, at a server with this greylist.delay, such as 1s.")
    private Optional<Duration> prepare = Optional.empty();

    @Option(
            names = "--first",
            paramLabel = "NUMBER",
            description = "Number of the first triplet; the same numbers make the same triplets (0; new ones begin at"
                    + " the present time, so that each run has its own).")
    private long first = -1;

    @Option(
            names = "--named",
            paramLabel = "PERCENT",
            defaultValue = "50",
            description = "How many have a verified client name (${DEFAULT-VALUE}).")
    private int named;

    @Option(names = "--connections", defaultValue = "50", description = "How many (${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--seconds",
            defaultValue = "10s",
            converter = Seconds.class,
            description = "How long to count (${DEFAULT-VALUE}).")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--warm-up",
            defaultValue = "2s",
            converter = Seconds.class,
            description = "How long to ask before that (${DEFAULT-VALUE}).")
    private Duration warmUp = Duration.ZERO;

    @Option(names = "--requests", description = "Ends the run early, after so many.")
    private long requests = LoadPlan.NO_LIMIT;

    @Option(names = "--threads", defaultValue = "1", description = "Event loops of the client (${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Where the server listens (${DEFAULT-VALUE}).")
    private String host = "";

    @Option(names = "--port", defaultValue = "60000", description = "Where the server listens (${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--unix", paramLabel = "PATH", description = "A unix socket instead.")
    private Optional<Path> unix = Optional.empty();

    @Option(names = "--pid", description = "The server's process, to say what memory and processor time it took.")
    private Optional<Long> pid = Optional.empty();

    @Option(names = "--json", description = "Also print it as a JSON object.")
    private boolean json;

    private LoadRun() {}

    /**
     * Runs.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new LoadRun());
        command.setExecutionExceptionHandler((failure, failed, parsed) -> {
            System.err.println("LoadRun: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        SocketAddress server =
                unix.<SocketAddress>map(UnixDomainSocketAddress::of).orElseGet(() -> new InetSocketAddress(host, port));
        try (Load load = new Load(threads)) {
            if (prepare.isPresent()) {
                Preparation.pass(load, server, firstKnown(), known(), named, prepare.get());
            }
            LoadPlan plan = new LoadPlan(server, traffic(), pace(), connections, warmUp, duration, requests);
            return run(load, plan);
        }
    }

    private int run(Load load, LoadPlan plan) throws IOException {
        ProcessWatch client = ProcessWatch.self();
        Optional<ProcessWatch> watched = pid.map(ProcessWatch::new);
        Usage clientBefore = client.usage();
        Optional<Usage> serverBefore =
                watched.isPresent() ? Optional.of(watched.get().usage()) : Optional.empty();
        long began = System.nanoTime();
        LoadResult result = load.run(plan);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.println(result.line());
        System.out.printf("client: %.2f processors busy%n", client.usage().processorsSince(clientBefore, took));
        if (watched.isPresent()) {
            Usage after = watched.get().usage();
            System.out.printf(
                    "server: %.2f processors busy, %d MiB resident, %d MiB at its peak%n",
                    after.processorsSince(serverBefore.orElseThrow(), took),
                    after.residentBytes() >> 20,
                    after.peakBytes() >> 20);
        }
        if (json) {
            System.out.println(result.json());
        }
        return result.failures().none() ? 0 : 1;
    }

    private LoadPlan.Pace pace() {
        return pace.closed ? new LoadPlan.Pace.Closed() : new LoadPlan.Pace.Open(pace.open);
    }

    private Traffic traffic() {
        return switch (triplets.split(":", 2)[0]) {
            case "known" -> Traffic.known(firstKnown(), known(), named);
            case "new" -> Traffic.fresh(firstNew(), named);
            case "mixed" ->
                Traffic.mixed(Traffic.fresh(firstNew(), named), Traffic.known(firstKnown(), known(), named), 10);
            default -> throw new IllegalArgumentException("--triplets: known:COUNT, new or mixed:COUNT");
        };
    }

    private int known() {
        return Integer.parseInt(triplets.substring(triplets.indexOf(':') + 1));
    }

    private long firstKnown() {
        return Math.max(0, first);
    }

    private long firstNew() {
        return first >= 0 ? first + 1_000_000_000L : System.currentTimeMillis() * 1000;
    }

    /** Reads {@code 10}, {@code 10s} and {@code 0.5s}. */
    static final class Seconds implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            String number = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
            return Duration.ofMillis((long) (Double.parseDouble(number) * 1000));
        }
    }
}
