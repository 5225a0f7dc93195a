package org.doorward.config.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;
import org.doorward.store.net.IpAddress;

/** Addresses of name servers. Never names: somebody would have to look them up. */
final class NameServerAddresses {

    /** An address, or an address and a port; an IPv6 address with a port stands in brackets. */
    static final ValueType<InetSocketAddress> ADDRESS =
            ValueType.text("an address such as 127.0.0.1, 127.0.0.1:5353 or [::1]:5353", NameServerAddresses::read);

    private static final int PORT = 53;
    private static final int LARGEST_PORT = 65_535;
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\]]*)\\]|([^:\\[]*)):([0-9]{1,5})");
    private static final String REMEDY =
            "write an address such as 127.0.0.1, or with a port 127.0.0.1:5353 or [::1]:5353";

    private NameServerAddresses() {}

    private static Outcome<InetSocketAddress> read(String text) {
        Optional<IpAddress> alone = IpAddress.parse(text);
        if (alone.isPresent()) {
            return Outcome.of(socket(alone.get(), PORT));
        }
        Matcher form = WITH_PORT.matcher(text);
        if (form.matches()) {
            String address = form.group(1) == null ? form.group(2) : form.group(1);
            Optional<IpAddress> parsed = IpAddress.parse(address);
            int port = Integer.parseInt(form.group(3));
            if (parsed.isPresent() && port > 0 && port <= LARGEST_PORT) {
                return Outcome.of(socket(parsed.get(), port));
            }
        }
        return Outcome.refuse(Quoted.of(text) + " is no address of a name server", REMEDY);
    }

    private static InetSocketAddress socket(IpAddress address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address.bytes()), port);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException("An address has 4 or 16 bytes", wrongLength);
        }
    }
}
