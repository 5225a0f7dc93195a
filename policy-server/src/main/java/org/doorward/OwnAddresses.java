package org.doorward;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;
import org.doorward.store.net.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This host's addresses, as the kernel names them. One that comes later is known after the next start. */
final class OwnAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

    private OwnAddresses() {}

    /** All of them; none when the kernel does not say, which is no reason not to start. */
    static Set<IpAddress> now() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(address -> IpAddress.ofBytes(address.getAddress()))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            LOG.warn("this host's own addresses cannot be told: {}", e.getMessage());
            return Set.of();
        }
    }
}
