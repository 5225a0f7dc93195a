package org.doorward.observe;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    /** The kinds of faults that were told with their trace; each check has few. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** A log that writes, or one that is silent until {@link #enable} says otherwise. */
    public DecisionLog(boolean enabled) {
        this.enabled = enabled;
    }

    /** Turns the lines on or off. */
    public void enable(boolean on) {
        enabled = on;
    }

    /** With its trace once for each check and kind of fault; the lines of the decisions name each one. */
    @Override
    public void checkFailed(String check, Throwable why) {
        if (told.add(check + ' ' + why.getClass().getName())) {
            LOG.error("Check {} failed in a way that it must not", check, why);
        }
    }

    @Override
    public void decided(Decision decision) {
        if (enabled && LOG.isInfoEnabled()) {
            LOG.info("{}", new DecisionLine(decision));
        }
    }
}
