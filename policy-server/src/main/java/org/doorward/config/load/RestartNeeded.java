package org.doorward.config.load;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.ServerConfig;
import org.doorward.config.StoreSection;
import org.doorward.config.settings.Key;

/** Finds what a reload cannot apply: what sockets, buffers and the database were made with. */
public final class RestartNeeded {

    private final DoorwardConfig old;
    private final DoorwardConfig changed;
    private final Set<String> keys = new TreeSet<>();

    private RestartNeeded(DoorwardConfig old, DoorwardConfig changed) {
        this.old = old;
        this.changed = changed;
    }

    /** The keys that differ and count only after a restart, in alphabetical order; empty when all can be applied. */
    public static Set<String> between(DoorwardConfig old, DoorwardConfig changed) {
        RestartNeeded difference = new RestartNeeded(old, changed);
        difference.compare(MainKeys.LISTEN, DoorwardConfig::listen);
        difference.compare(MainKeys.STATE_DIR, DoorwardConfig::stateDir);
        difference.compare(AdminKeys.LISTEN, config -> config.admin().listen());
        difference.compareServer();
        difference.compareStore();
        return difference.keys;
    }

    private void compareServer() {
        server(ServerKeys.SOCKET_MODE, ServerConfig::socketMode);
        server(ServerKeys.SOCKET_GROUP, ServerConfig::socketGroup);
        server(ServerKeys.EXIM, ServerConfig::exim);
        server(ServerKeys.TRANSPORT, ServerConfig::transport);
        server(ServerKeys.THREADS, ServerConfig::threads);
        server(ServerKeys.BACKLOG, ServerConfig::backlog);
        server(ServerKeys.MAX_CONNECTIONS, ServerConfig::maxConnections);
        server(ServerKeys.MAX_IN_FLIGHT, ServerConfig::maxInFlight);
        server(ServerKeys.LINE_LIMIT, ServerConfig::lineLimit);
        server(ServerKeys.REQUEST_LIMIT, ServerConfig::requestLimit);
        server(ServerKeys.ATTRIBUTE_LIMIT, ServerConfig::attributeLimit);
        server(ServerKeys.REQUEST_TIMEOUT, ServerConfig::requestTimeout);
        server(ServerKeys.IDLE_TIMEOUT, ServerConfig::idleTimeout);
    }

    private void compareStore() {
        store(StoreKeys.SYNC, StoreSection::sync);
        store(StoreKeys.BATCH_LIMIT, StoreSection::batchLimit);
        store(StoreKeys.QUEUE_LIMIT, StoreSection::queueLimit);
        store(StoreKeys.GENERATION_SPAN, StoreSection::generationSpan);
        store(StoreKeys.GENERATION_ROWS, StoreSection::generationRows);
        store(StoreKeys.CACHE_ENTRIES, StoreSection::cacheEntries);
        store(StoreKeys.DATABASE_CACHE, StoreSection::databaseCacheBytes);
        store(StoreKeys.CONNECTIONS, StoreSection::connections);
        store(StoreKeys.WHEN_DAMAGED, StoreSection::whenDamaged);
    }

    private void server(Key<?> key, Function<ServerConfig, Object> value) {
        compare(key, config -> value.apply(config.server()));
    }

    private void store(Key<?> key, Function<StoreSection, Object> value) {
        compare(key, config -> value.apply(config.store()));
    }

    private void compare(Key<?> key, Function<DoorwardConfig, Object> value) {
        if (!value.apply(old).equals(value.apply(changed))) {
            keys.add(key.name());
        }
    }
}
