package org.doorward.decision;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * A check that finds what a test says.
 *
 * @param name its name
 * @param phase its phase
 * @param answer what it finds
 */
record StubCheck(String name, Phase phase, BiFunction<Inquiry, Evidence, CompletionStage<Finding>> answer)
        implements Check {

    /** One that always finds the same. */
    StubCheck(String name, Phase phase, Finding finding) {
        this(name, phase, (inquiry, evidence) -> CompletableFuture.completedStage(finding));
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        return answer.apply(inquiry, evidence);
    }
}
