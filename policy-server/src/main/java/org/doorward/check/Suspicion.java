package org.doorward.check;

import org.doorward.decision.Inquiry;
import org.doorward.store.net.IpAddress;

/**
 * Whether something about a client sets it apart from a mail server that somebody cares for. Pure; only used to choose whom
 * to greylist, never to refuse anybody.
 */
final class Suspicion {

    private Suspicion() {}

    /**
     * Whether the client has no verified name, a name such as access providers give to their lines, or does not call itself
     * by a host name with a dot (RFC 5321 section 4.1.1.1 wants the full name, or an address in brackets from those that
     * have none, which mail servers do).
     */
    static boolean arises(Inquiry.Client client, IpAddress address) {
        return client.name().isEmpty()
                || DynamicName.looksDynamic(client.name(), address)
                || client.helo().indexOf('.') <= 0
                || client.helo().startsWith("[");
    }
}
