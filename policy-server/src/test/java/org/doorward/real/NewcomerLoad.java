package org.doorward.real;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.PolicyClient;

/**
 * Connections that ask about one new sender after the other, each as soon as it has its answer, until they are stopped or
 * the server closes them.
 */
final class NewcomerLoad implements AutoCloseable {

    private static final Pattern DEFERRED =
            Pattern.compile("DEFER_IF_PERMIT 4\\.7\\.1 Greylisted, please try again in (\\d+) seconds?");
    private static final long STOP_MILLIS = 30_000;

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<IOException> broken = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long pauseNanos;
    private final Function<String, Map<String, String>> question;
    private volatile boolean stopping;

    /**
     * An answer.
     *
     * @param sender whose message was asked about; the rest of the triplet is always the same
     * @param action what was replied
     * @param at when it had arrived
     * @param took how long it took
     */
    record Answer(String sender, String action, Instant at, Duration took) {

        /** Whether the client was told to come back. */
        boolean deferred() {
            return DEFERRED.matcher(action).matches();
        }
    }

    private NewcomerLoad(Duration pause, Function<String, Map<String, String>> question) {
        this.pauseNanos = pause.toNanos();
        this.question = question;
    }

    /**
     * Starts the load.
     *
     * @param name makes its triplets differ from those of any other load
     * @param pause how long each connection rests between two questions
     */
    static NewcomerLoad start(DoorwardProcess server, String name, int connections, Duration pause) throws IOException {
        return start(server, name, connections, pause, NewcomerLoad::request);
    }

    /**
     * Starts a load of other questions.
     *
     * @param question of each sender once
     */
    static NewcomerLoad start(
            DoorwardProcess server,
            String name,
            int connections,
            Duration pause,
            Function<String, Map<String, String>> question)
            throws IOException {
        NewcomerLoad load = new NewcomerLoad(pause, question);
        for (int number = 0; number < connections; number++) {
            PolicyClient client = server.connect();
            String prefix = name + "." + number + ".";
            Thread thread = new Thread(() -> load.ask(client, prefix), "load-" + prefix);
            load.threads.add(thread);
            thread.start();
        }
        return load;
    }

    /** The request for a sender. */
    static Map<String, String> request(String sender) {
        return PolicyClient.request("198.51.100.7", sender, "user@test.invalid");
    }

    /** The seconds that a deferral names as left. */
    static long secondsLeft(String action) {
        Matcher matcher = DEFERRED.matcher(action);
        if (!matcher.matches()) {
            throw new AssertionError("No deferral: " + action);
        }
        return Long.parseLong(matcher.group(1));
    }

    private void ask(PolicyClient client, String prefix) {
        try (client) {
            for (int number = 0; !stopping; number++) {
                // A letter before the number: digits at the end of a sender would be taken for a bounce's token.
                String sender = prefix + number + "x@load.example";
                long began = System.nanoTime();
                String action = client.ask(question.apply(sender));
                answers.add(new Answer(sender, action, Instant.now(), Duration.ofNanos(System.nanoTime() - began)));
                LockSupport.parkNanos(pauseNanos);
            }
        } catch (IOException e) {
            broken.add(e);
        }
    }

    /** How many answers have come. */
    int count() {
        return answers.size();
    }

    /** All answers until now, in the order in which they came. */
    List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** Waits until so many more answers have come, and returns these. */
    List<Answer> awaitMore(int more) {
        int before = count();
        Waiting.until(more + " more answers", () -> count() >= before + more);
        return answers().subList(before, before + more);
    }

    /** Why connections were lost. */
    List<IOException> broken() {
        return List.copyOf(broken);
    }

    /** Ends the load, and waits until no question is open any more. */
    void stop() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                throw new AssertionError(
                        "A question is still open after " + TimeUnit.MILLISECONDS.toSeconds(STOP_MILLIS) + " s");
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
