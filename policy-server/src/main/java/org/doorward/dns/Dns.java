package org.doorward.dns;

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
}
