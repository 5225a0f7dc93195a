package org.doorward.why;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** Tells accounts. */
@FunctionalInterface
public interface Teller {

    /**
     * The account of somebody.
     *
     * @param whom of whom
     * @param attributes what is to be assumed of the next mail, by Postfix's names; the rest is taken from the latest verdict
     * @param workers may block, some seconds
     * @param loop where the deadline of what is foreseen is scheduled
     */
    CompletionStage<Account> of(
            Whom whom, Map<String, String> attributes, Executor workers, ScheduledExecutorService loop);
}
