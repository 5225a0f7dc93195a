package org.doorward.watch.postfix;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.doorward.store.net.IpAddress;

/** Whose message has which queue id: for lines that name the queue id at their beginning and the client only behind what he wrote. For one thread. */
final class QueueClients {

    /** A message is taken within seconds; a host that takes ten thousand at once has other worries. */
    private static final int MOST = 10_000;

    private final Map<String, IpAddress> clients = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, IpAddress> eldest) {
            return size() > MOST;
        }
    };

    /** A client has begun a message. */
    void put(String queueId, IpAddress client) {
        clients.put(queueId, client);
    }

    /** Whose message it is; empty when that was not seen, or nobody is to be blamed for it. */
    Optional<IpAddress> get(String queueId) {
        return Optional.ofNullable(clients.get(queueId));
    }

    /** The same, for the last time. */
    Optional<IpAddress> take(String queueId) {
        return Optional.ofNullable(clients.remove(queueId));
    }
}
