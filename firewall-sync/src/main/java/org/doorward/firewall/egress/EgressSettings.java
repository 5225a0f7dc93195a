package org.doorward.firewall.egress;

import java.util.List;
import org.doorward.store.net.Cidr;

/**
 * What the outbound lock does.
 *
 * @param enabled whether there is one at all
 * @param where which connections it looks at
 * @param hosts whose connections may pass through this host
 * @param users whose connections may leave this host: names or numbers; for Postfix its own user
 * @param mode what becomes of all others
 */
public record EgressSettings(boolean enabled, Where where, List<Cidr> hosts, List<String> users, Mode mode) {

    /** Off, and right for a mail host once it is on. */
    public static final EgressSettings OFF =
            new EgressSettings(false, Where.OUTPUT, List.of(), List.of("postfix"), Mode.ENFORCE);

    /** Takes both lists as they are now. */
    public EgressSettings {
        hosts = List.copyOf(hosts);
        users = List.copyOf(users);
    }

    /** Which connections are looked at. */
    public enum Where {
        /** Those that this host opens. */
        OUTPUT,
        /** Those that pass through it: it is a router. */
        FORWARD,
        /** Both. */
        BOTH;

        boolean output() {
            return this != FORWARD;
        }

        boolean forward() {
            return this != OUTPUT;
        }
    }

    /** What becomes of connections that are not allowed. */
    public enum Mode {
        /** They are refused at once, and counted. */
        ENFORCE,
        /** They are counted only. */
        OBSERVE
    }
}
