package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.choice;
import static org.doorward.config.settings.ValueTypes.duration;
import static org.doorward.config.settings.ValueTypes.integer;
import static org.doorward.config.settings.ValueTypes.size;

import java.time.Duration;
import org.doorward.config.ServerConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;

/** Section {@code [server]}. */
final class ServerKeys {

    static final Key<Integer> SOCKET_MODE = Key.of(
                    "server.socket_mode",
                    TextTypes.SOCKET_MODE,
                    "0660",
                    "Permissions of unix sockets",
                    "owner and group; who may connect may ask, and an answer may tell who writes to whom")
            .needsRestart();

    static final Key<String> SOCKET_GROUP = Key.of(
                    "server.socket_group",
                    TextTypes.GROUP,
                    "",
                    "Group of unix sockets, such as \"postfix\"",
                    "empty means the process's own")
            .needsRestart();

    static final Key<Boolean> EXIM = Key.of(
                    "server.exim",
                    bool(),
                    false,
                    "Whether clients such as Exim are served, which ask once, may leave the attribute request out, and"
                            + " wait for the server to close",
                    "Postfix keeps its connection, and a request without that attribute is no policy request")
            .needsRestart();

    static final Key<ServerConfig.Transport> TRANSPORT = Key.of(
                    "server.transport",
                    choice(ServerConfig.Transport.class),
                    "auto",
                    "How sockets are driven: \"auto\" is Linux's epoll where it loads, else the JDK's selectors",
                    "epoll is faster, and NIO works everywhere")
            .needsRestart();

    static final Key<Integer> THREADS = Key.of(
                    "server.threads",
                    integer(0, 256),
                    0L,
                    "Event loops; 0 for as many as there are processors",
                    "an event loop never waits, so more of them than processors gain nothing")
            .needsRestart();

    static final Key<Integer> BACKLOG = Key.of(
                    "server.backlog",
                    integer(1, 65_535),
                    1024L,
                    "How many connections the kernel may hold before they are accepted",
                    "all smtpd processes of a large host reconnect at once when Doorward restarts")
            .needsRestart();

    static final Key<Integer> MAX_CONNECTIONS = Key.of(
                    "server.max_connections",
                    integer(1, 1_000_000),
                    4096L,
                    "How many connections are served at once; further ones are closed",
                    "Postfix holds one for each smtpd process and policy entry, 100 each by default")
            .needsRestart();

    static final Key<Integer> MAX_IN_FLIGHT = Key.of(
                    "server.max_in_flight",
                    integer(1, 1_000_000),
                    10_000L,
                    "How many decisions may be under way at once; past that the answer is DUNNO",
                    "each connection has at most one, so this holds back nobody before memory would")
            .needsRestart();

    static final Key<Long> LINE_LIMIT = Key.of(
                    "server.line_limit",
                    size("4KiB", "64KiB"),
                    "4KiB",
                    "The longest line of a request",
                    "Postfix's longest is about 2KiB")
            .needsRestart();

    static final Key<Long> REQUEST_LIMIT = Key.of(
                    "server.request_limit",
                    size("16KiB", "1MiB"),
                    "64KiB",
                    "The longest request",
                    "the largest that Postfix could be made to send had 6.3KB")
            .needsRestart();

    static final Key<Integer> ATTRIBUTE_LIMIT = Key.of(
                    "server.attribute_limit",
                    integer(64, 1024),
                    128L,
                    "The most attributes of a request",
                    "Postfix 3.12 sends about 32, and each version some more")
            .needsRestart();

    static final Key<Duration> REQUEST_TIMEOUT = Key.of(
                    "server.request_timeout",
                    duration("1s", "5m"),
                    "30s",
                    "How long a request may take to arrive once it has begun",
                    "Postfix writes it in one piece; who takes longer is stuck, or holds the connection on purpose")
            .needsRestart();

    private static final String POSTFIX_CLOSES_FIRST =
            "Postfix closes an idle connection after 300s; when we do so before, its next mail waits a second";

    static final Key<Duration> IDLE_TIMEOUT = Key.of(
                    "server.idle_timeout",
                    duration("330s", "24h", POSTFIX_CLOSES_FIRST),
                    "330s",
                    "When a silent connection is closed",
                    POSTFIX_CLOSES_FIRST)
            .needsRestart();

    static final Section SECTION = Section.of(
            "server",
            "The policy listener and its bounds.",
            SOCKET_MODE,
            SOCKET_GROUP,
            EXIM,
            TRANSPORT,
            THREADS,
            BACKLOG,
            MAX_CONNECTIONS,
            MAX_IN_FLIGHT,
            LINE_LIMIT,
            REQUEST_LIMIT,
            ATTRIBUTE_LIMIT,
            REQUEST_TIMEOUT,
            IDLE_TIMEOUT);

    private ServerKeys() {}

    static ServerConfig read(Settings settings) {
        return new ServerConfig(
                settings.get(SOCKET_MODE),
                settings.get(SOCKET_GROUP),
                settings.get(EXIM),
                settings.get(TRANSPORT),
                settings.get(THREADS),
                settings.get(BACKLOG),
                settings.get(MAX_CONNECTIONS),
                settings.get(MAX_IN_FLIGHT),
                Math.toIntExact(settings.get(LINE_LIMIT)),
                Math.toIntExact(settings.get(REQUEST_LIMIT)),
                settings.get(ATTRIBUTE_LIMIT),
                settings.get(REQUEST_TIMEOUT),
                settings.get(IDLE_TIMEOUT));
    }
}
