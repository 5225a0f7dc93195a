package org.doorward.config;

import java.util.List;
import org.doorward.store.net.Cidr;

/**
 * Section {@code [egress]}: the outbound lock.
 *
 * @param enabled whether there is one
 * @param where whose connections it looks at
 * @param hosts hosts behind this router that may send mail
 * @param users users of this host that may send mail: names or numbers
 * @param mode what becomes of all others
 */
public record EgressConfig(boolean enabled, Where where, List<Cidr> hosts, List<String> users, Mode mode) {

    /** Whose connections are looked at. */
    public enum Where {
        /** This host's own. */
        OUTPUT,
        /** Those that pass through it. */
        FORWARD,
        /** Both. */
        BOTH
    }

    /** What becomes of connections that are not allowed. */
    public enum Mode {
        /** They are refused, counted and reported. */
        ENFORCE,
        /** They are counted and reported. */
        OBSERVE
    }
}
