package org.doorward.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.doorward.PolicyClient;

/** A running {@code doorward serve}, ended at the latest when it is closed. */
final class DoorwardProcess implements AutoCloseable {

    /** The first start makes the class archive, which takes seconds on a busy machine. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final DoorwardSetup setup;
    private final ChildProcess process;

    private DoorwardProcess(DoorwardSetup setup, ChildProcess process) {
        this.setup = setup;
        this.process = process;
    }

    /** Starts a server and waits until it is ready. */
    static DoorwardProcess start(DoorwardSetup setup) throws IOException {
        DoorwardProcess server = launch(setup);
        try {
            server.awaitReady();
            return server;
        } catch (AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** Starts a server that may well end by itself. */
    static DoorwardProcess launch(DoorwardSetup setup) throws IOException {
        return new DoorwardProcess(setup, ChildProcess.start(setup.command("serve")));
    }

    /** Waits until {@code /health} says that all is well. */
    void awaitReady() {
        Waiting.until("the server to be ready", START_LIMIT, () -> {
            if (!process.alive()) {
                throw new AssertionError("The server has ended: " + log());
            }
            return health().filter(answer -> answer.statusCode() == 200).isPresent();
        });
    }

    /** What {@code /health} says; empty when nobody answers. */
    Optional<HttpResponse<String>> health() {
        try {
            return Optional.of(get("/health"));
        } catch (IOException nobody) {
            return Optional.empty();
        }
    }

    /** Asks the admin listener, without a token. */
    HttpResponse<String> get(String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + setup.adminPort() + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** A connection as Postfix makes it. */
    PolicyClient connect() throws IOException {
        return PolicyClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), setup.policyPort()));
    }

    /** Runs another command, outside any wrapper, that finds this server by the same options. */
    ChildProcess.Result run(String command, String... words) {
        try {
            return ChildProcess.run(setup.wrapped().command(command, words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it has said until now. */
    String log() {
        return process.out() + process.err();
    }

    /** Waits until it has said something. */
    void awaitLog(String text) {
        Waiting.until("\"" + text + "\" in the log", () -> log().contains(text));
    }

    long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    void kill() {
        process.kill();
    }

    /** SIGHUP: reads its configuration anew. */
    void reload() throws IOException {
        process.signal("HUP");
    }

    /** SIGTERM. */
    void terminate() {
        process.terminate();
    }

    /** Waits until it has ended, and returns its exit status. */
    int awaitExit() {
        return process.awaitExit(START_LIMIT);
    }

    /** SIGTERM, and waits for the end. Returns how long it took. */
    Duration stop() {
        long began = System.nanoTime();
        process.terminate();
        process.awaitExit(STOP_LIMIT);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
        process.close();
    }
}
