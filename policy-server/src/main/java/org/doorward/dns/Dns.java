package org.doorward.dns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks the DNS. Safe for any thread; never blocks. */
@FunctionalInterface
public interface Dns {

    /**
     * Asks one question.
     *
     * @return the answer, complete already when it was remembered. Never fails, and always comes within a few seconds: a
     *     server that does not answer is {@link DnsAnswer.Failed}. May complete on any thread
     */
    CompletionStage<DnsAnswer> ask(DnsQuestion question);

    /**
     * Whether a question would be answered out of memory now. That an answer is complete does not say so: a near server answers before one
     * has looked.
     */
    default boolean remembers(DnsQuestion question) {
        return false;
    }

    /** Asks a server, whatever is remembered; the answer is then remembered in its place. */
    default CompletionStage<DnsAnswer> askAnew(DnsQuestion question) {
        return ask(question);
    }

    /**
     * Whether any name server answers at all now: tells "this zone is silent" from "the DNS is silent". Comes within the time-out
     * of one question.
     */
    default CompletionStage<Boolean> answers() {
        return CompletableFuture.completedFuture(true);
    }
}
