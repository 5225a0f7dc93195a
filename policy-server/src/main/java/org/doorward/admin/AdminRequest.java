package org.doorward.admin;

import java.util.concurrent.ScheduledExecutorService;

/**
 * A request as the handlers see it: it was let in.
 *
 * @param accept the header {@code Accept}, or empty
 * @param body the body; at most {@link AdminLimits#body} bytes
 * @param loop the event loop that read it
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from the wire to the handler; never compared.
record AdminRequest(String accept, byte[] body, ScheduledExecutorService loop) {}
