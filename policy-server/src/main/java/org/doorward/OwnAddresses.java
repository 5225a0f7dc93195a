package org.doorward;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;
import org.doorward.store.net.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this host's network interfaces, as they are at the start and at each reload. */
final class OwnAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

    private OwnAddresses() {}

    /** All of them; none when the kernel does not tell, for a check that misses them is no reason not to start. */
    static Set<IpAddress> all() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(address -> IpAddress.ofBytes(address.getAddress()))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException notTold) {
            LOG.warn("The addresses of this host are not known: {}", notTold.getMessage());
            return Set.of();
        }
    }
}
