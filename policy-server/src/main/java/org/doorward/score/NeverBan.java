package org.doorward.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.doorward.store.net.IpAddress;

/**
 * Whom no ban may touch. It always wins over a tripwire and over the score; what memory knows wins over a ban that stands already, too.
 *
 * <p>What memory knows is asked first, in the order of the list; then, before a ban is imposed, what has to be looked up. A source that fails
 * hinders no ban, else a name server that is down would end them all; but the answer says that it was not heard, so that the ban can be
 * {@linkplain BanReview reviewed}.
 */
public final class NeverBan {

    private static final Answer FAILED = new Answer(Optional.empty(), List.of("a look-up that failed"));

    private final List<Known> known;
    private final List<LookedUp> lookedUp;

    /** A source that answers from memory: why this address is never banned, or empty. */
    @FunctionalInterface
    public interface Known extends Function<IpAddress, Optional<String>> {}

    /** A source that may have to wait; it does so for a bounded time. A stage that fails is one that was not heard. */
    @FunctionalInterface
    public interface LookedUp extends Function<IpAddress, CompletionStage<Answer>> {}

    /**
     * What is known for an address.
     *
     * @param why why it is never banned, or empty
     * @param silent who might have said so and was not heard: names of sources
     */
    public record Answer(Optional<String> why, List<String> silent) {

        /** Nothing speaks against a ban. */
        public static final Answer NOTHING = new Answer(Optional.empty(), List.of());

        /** Copies the list. */
        public Answer {
            silent = List.copyOf(silent);
        }

        /** It is never banned. */
        public static Answer never(String why) {
            return new Answer(Optional.of(why), List.of());
        }
    }

    /**
     * Puts sources together.
     *
     * @param known those that answer from memory
     * @param lookedUp those that have to look
     */
    public NeverBan(List<Known> known, List<LookedUp> lookedUp) {
        this.known = List.copyOf(known);
        this.lookedUp = List.copyOf(lookedUp);
    }

    /** What memory alone knows. */
    public Optional<String> known(IpAddress address) {
        for (Known source : known) {
            Optional<String> why = source.apply(address);
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    /** Why an address is never banned, or empty. Never fails. */
    public CompletionStage<Optional<String>> why(IpAddress address) {
        return ask(address).thenApply(Answer::why);
    }

    /** The same, and who was not heard. Never fails. */
    public CompletionStage<Answer> ask(IpAddress address) {
        Optional<String> why = known(address);
        if (why.isPresent() || lookedUp.isEmpty()) {
            return CompletableFuture.completedFuture(why.map(Answer::never).orElse(Answer.NOTHING));
        }
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        for (LookedUp source : lookedUp) {
            asked.add(source.apply(address).exceptionally(failure -> FAILED).toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> sum(asked));
    }

    private static Answer sum(List<CompletableFuture<Answer>> asked) {
        List<String> silent = new ArrayList<>();
        for (CompletableFuture<Answer> one : asked) {
            Answer answer = one.join();
            if (answer.why().isPresent()) {
                return answer;
            }
            silent.addAll(answer.silent());
        }
        return silent.isEmpty() ? Answer.NOTHING : new Answer(Optional.empty(), silent);
    }
}
