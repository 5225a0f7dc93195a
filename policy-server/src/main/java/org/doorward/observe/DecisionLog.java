package org.doorward.observe;

import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for each decision, such as
 *
 * <pre>
 * decision=defer reason=greylisted client=198.51.100.7 name=mail.example.org helo=mail.example.org
 *     sender=&lt;a@example.org&gt; recipient=&lt;b@example.com&gt; state=RCPT instance=4d67.6b01f1c8.4e368.0 took=0.4ms detail="first seen"
 * </pre>
 *
 * (on one line). Costs the deciding thread one entry in the log's queue; the text is made elsewhere.
 */
public final class DecisionLog implements DecisionListener {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);

    private volatile boolean enabled;

    /** A log that writes, or one that is silent until {@link #enable} says otherwise. */
    public DecisionLog(boolean enabled) {
        this.enabled = enabled;
    }

    /** Turns the lines on or off. */
    public void enable(boolean on) {
        enabled = on;
    }

    @Override
    public void decided(Decision decision) {
        if (enabled && LOG.isInfoEnabled()) {
            LOG.info("{}", new DecisionLine(decision));
        }
    }
}
