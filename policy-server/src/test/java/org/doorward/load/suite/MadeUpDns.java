package org.doorward.load.suite;

import static org.doorward.dns.FaultyServer.A;
import static org.doorward.dns.FaultyServer.MX;
import static org.doorward.dns.FaultyServer.TXT;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.doorward.dns.FaultyServer;
import org.doorward.dns.FaultyServer.Query;
import org.doorward.dns.FaultyServer.Reply;

/**
 * The DNS of the made-up senders: each domain has a mail server and permits its client by SPF, each list proves itself, and each
 * eighth IPv4 address is on one list, with too few points to be refused.
 */
final class MadeUpDns implements AutoCloseable {

    /** Longer than a part takes. */
    private static final int TTL = 3600;

    private final FaultyServer server;

    MadeUpDns() throws IOException {
        server = new FaultyServer(MadeUpDns::answer);
    }

    InetSocketAddress address() {
        return server.address();
    }

    /** How many questions came. */
    int asked() {
        return server.count();
    }

    /** Answers nothing from now on. */
    void fallSilent() {
        server.script(query -> Reply.silent());
    }

    private static Reply answer(Query query) {
        if (query.name().endsWith(EvidenceSettings.LISTS)) {
            return query.type() == A && listed(query.name()) ? Reply.a(TTL, "127.0.0.2") : none();
        }
        return switch (query.type()) {
            case MX -> Reply.empty().mx(TTL, 10, "mail." + query.name());
            case TXT -> Reply.empty().txt(TTL, "v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 -all");
            case A -> Reply.a(TTL, "198.51.100.1");
            default -> none();
        };
    }

    private static Reply none() {
        return Reply.nothing(TTL, TTL);
    }

    /** The entries that RFC 5782 wants for addresses of both kinds and for names, and some addresses. */
    private static boolean listed(String name) {
        return name.startsWith("2.0.0.127.")
                || name.startsWith("2.0.0.0.0.0.f.7.f.f.f.f.")
                || name.startsWith("test.")
                || (name.endsWith(".100.51.198.v4a" + EvidenceSettings.LISTS)
                        && Integer.parseInt(name.substring(0, name.indexOf('.'))) % 8 == 0);
    }

    @Override
    public void close() {
        server.close();
    }
}
