package org.doorward.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.doorward.check.rate.Claim;
import org.doorward.decision.Inquiry;

/**
 * The claims of inquiries that are being decided on, by the inquiry itself and not by what it says. Thread-safe.
 *
 * <p>An inquiry whose decision failed never comes for its claims; they go when as many others have come as are held. Weak
 * references would free them sooner, but would cost every inquiry more than the limits themselves do.
 */
final class OpenClaims {

    /** More than are decided on at once: each holds a connection of Postfix's. What is forgotten keeps its place, and that is all. */
    private static final int MOST = 20_000;

    private final Map<Same, List<Claim>> claims = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Same, List<Claim>> eldest) {
            return size() > MOST;
        }
    };

    /** Holds the claims of an inquiry. */
    synchronized void put(Inquiry inquiry, List<Claim> made) {
        claims.put(new Same(inquiry), made);
    }

    /** The claims of an inquiry, which are held no longer; empty when there are none. */
    synchronized List<Claim> take(Inquiry inquiry) {
        List<Claim> made = claims.remove(new Same(inquiry));
        return made == null ? List.of() : made;
    }

    /** This very inquiry. */
    private record Same(Inquiry inquiry) {

        @Override
        @SuppressWarnings("ReferenceEquality") // Two inquiries that say the same each have claims of their own.
        public boolean equals(Object other) {
            return other instanceof Same same && same.inquiry == inquiry;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(inquiry);
        }
    }
}
