package org.doorward.admin;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A request as the handlers see it: it was let in.
 *
 * @param query what stands behind the path's question mark, as it came; or empty
 * @param accept the header {@code Accept}, or empty
 * @param body the body; at most {@link AdminLimits#body} bytes
 * @param loop the event loop that read it
 * @param closed completes on that loop when the peer has gone before its answer; else never
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from the wire to the handler; never compared.
record AdminRequest(
        String query, String accept, byte[] body, ScheduledExecutorService loop, CompletionStage<Void> closed) {}
