package org.doorward.check.rate;

import java.util.Locale;
import java.util.Optional;
import org.doorward.config.RateConfig;
import org.doorward.decision.Inquiry;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.IpAddress;
import org.doorward.text.Fingerprints;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose share an inquiry takes. Pure.
 *
 * <p>Addresses and logins count in lower case: a client must not get a second share by another spelling.
 *
 * @param by whose share is counted
 * @param prefixV4 how many bits of an IPv4 address make the client network
 * @param prefixV6 how many bits of an IPv6 address make the client network
 */
record RateKeys(RateConfig.By by, int prefixV4, int prefixV6) {

    /** No address or login is longer; what is longer shares its tally with all that begin likewise. */
    private static final int LONGEST = 256;

    /** Whose share it takes; null when it has none: no address is known, nobody logged in, the sender is the null sender. */
    @Nullable
    Object of(Inquiry inquiry) {
        return switch (by) {
            case CLIENT -> network(inquiry.client().address());
            case SENDER -> text(inquiry.envelope().sender());
            case SENDER_DOMAIN -> domain(inquiry.envelope().sender());
            case LOGIN -> text(inquiry.login());
            case RECIPIENT -> text(inquiry.envelope().recipient());
        };
    }

    /** What stands for whom {@link #of} has found. */
    static long print(Fingerprints fingerprints, Object whose) {
        long print = fingerprints.begin();
        if (whose instanceof ClientNetwork network) {
            IpAddress address = network.cidr().address();
            print = Fingerprints.add(print, network.cidr().prefix());
            return Fingerprints.add(Fingerprints.add(print, address.high()), address.low());
        }
        return Fingerprints.add(print, whose.toString());
    }

    private @Nullable Object network(Optional<IpAddress> address) {
        return address.isEmpty() ? null : ClientNetwork.of(address.get(), prefixV4, prefixV6);
    }

    private static @Nullable Object domain(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? null : text(address.substring(at + 1));
    }

    private static @Nullable Object text(String text) {
        if (text.isEmpty()) {
            return null;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.length() > LONGEST ? lower.substring(0, LONGEST) : lower;
    }
}
