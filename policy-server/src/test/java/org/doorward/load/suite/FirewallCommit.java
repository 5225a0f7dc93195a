package org.doorward.load.suite;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.doorward.store.net.Cidr;

/**
 * How soon a ban is in the kernel once the server has it for sure: the server itself with very many bans, its worker beside it, and a ban by the
 * API, whose answer comes after the commit. In a network namespace of its own, as {@link FirewallScale}.
 */
final class FirewallCommit implements Part {

    private static final String ADMIN = "127.0.0.1:60080";
    private static final int SINGLE = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Of the admin listener at a time. */
    private static final int AT_ONCE = 16;

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public void measure(Bench bench, Report report) throws IOException, InterruptedException {
        FirewallScale.requireNamespace();
        // A server takes 100,000, and 20 more come.
        int count = bench.quick() ? 10_000 : 99_900;
        Path folder = Files.createDirectories(bench.folder().resolve("worker-commit"));
        Path token = bench.state("commit").resolve("admin-token");
        try (Contestant server = bench.doorward("commit", List.of("admin.listen=inet:" + ADMIN))) {
            String bearer = "Bearer " + Files.readString(token).strip();
            banAll(bearer, FirewallScale.networks(0, count));
            Process worker = FirewallScale.start(bench, folder, token, 60080, count);
            try {
                FirewallScale.await(folder, PATIENCE, status -> FirewallScale.there(status) == count);
                report.atMost(
                        String.format(Locale.ROOT, "%,d bans of the server: from a ban's commit to the kernel", count),
                        singles(bearer, folder, count),
                        1500,
                        " ms",
                        " (the worst of " + SINGLE + "; server "
                                + (server.watch().usage().peakBytes() >> 20) + " MiB)");
            } finally {
                worker.destroy();
                worker.waitFor();
                Fail2ban.nft("delete", "table", "inet", "doorward");
            }
        }
    }

    /** From the answer to the request, which comes after the commit. */
    private double singles(String bearer, Path folder, int count) throws IOException, InterruptedException {
        double worst = 0;
        for (int i = 0; i < SINGLE; i++) {
            int expected = count + i + 1;
            try {
                ban(bearer, FirewallScale.networks(count + i, count + i + 1).get(0))
                        .get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
            long committed = System.nanoTime();
            FirewallScale.await(folder, Duration.ofSeconds(30), status -> FirewallScale.there(status) == expected);
            worst = Math.max(worst, (System.nanoTime() - committed) / 1e6);
        }
        return worst;
    }

    private void banAll(String bearer, List<Cidr> networks) throws IOException, InterruptedException {
        Semaphore room = new Semaphore(AT_ONCE);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        List<CompletableFuture<?>> last = new ArrayList<>();
        for (Cidr network : networks) {
            room.acquire();
            if (failed.get() != null) {
                throw new IOException("a ban was not taken", failed.get());
            }
            CompletableFuture<?> answered = ban(bearer, network).whenComplete((status, failure) -> {
                room.release();
                if (failure != null) {
                    failed.set(failure);
                }
            });
            last.add(answered);
            if (last.size() > AT_ONCE) {
                last.remove(0);
            }
        }
        CompletableFuture.allOf(last.toArray(CompletableFuture[]::new)).join();
    }

    private CompletableFuture<Integer> ban(String bearer, Cidr network) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + ADMIN + "/api/v1/ban"))
                .header("Authorization", bearer)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"network\": \"" + network + "\", \"for\": \"1d\", \"reason\": \"load\"}"))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(answer -> {
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(network + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.statusCode();
        });
    }
}
