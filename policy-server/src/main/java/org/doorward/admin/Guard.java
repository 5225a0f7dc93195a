package org.doorward.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.doorward.store.net.IpAddress;

/**
 * Says who may ask. Pure.
 *
 * <p>A web page that the operator happens to look at can make the browser send requests to loopback. The header {@code Host}
 * keeps out those that come by a name of the page's own (DNS rebinding), {@code Origin} those of other pages, and neither
 * can know the token.
 */
final class Guard {

    /** How a token is shown: RFC 6750 section 2.1. */
    static final String SCHEME = "Bearer ";

    private final String listenHost;
    private final boolean listensEverywhere;
    private final AdminToken token;

    /**
     * A guard.
     *
     * @param listenHost the host of the configured address
     * @param token the token
     */
    Guard(String listenHost, AdminToken token) {
        this.listenHost = listenHost.toLowerCase(Locale.ROOT);
        this.listensEverywhere = listenHost.equals("0.0.0.0") || listenHost.equals("::");
        this.token = token;
    }

    /**
     * Refuses what may not even look for a path.
     *
     * @return the refusal, or empty
     */
    Optional<AdminReply> refuseOrigin(HttpHeaders headers) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            return refusal(HttpResponseStatus.BAD_REQUEST, "exactly one Host header is needed");
        }
        if (!ownHost(hostOf(hosts.get(0)))) {
            return refusal(
                    HttpResponseStatus.FORBIDDEN,
                    "this host name is not ours; use the address that the server listens on, or localhost");
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin != null && !sameOrigin(origin, hosts.get(0))) {
            return refusal(HttpResponseStatus.FORBIDDEN, "requests from other web pages are refused");
        }
        return Optional.empty();
    }

    /**
     * Refuses who lacks the token where it is needed.
     *
     * @param access who may ask
     * @param loopback whether the peer is on loopback
     * @return the refusal, or empty
     */
    Optional<AdminReply> refuseAccess(Router.Access access, boolean loopback, HttpHeaders headers) {
        if (access == Router.Access.LOCAL && loopback) {
            return Optional.empty();
        }
        String shown = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        boolean scheme = shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        if (scheme && token.matches(shown.substring(SCHEME.length()).strip())) {
            return Optional.empty();
        }
        return refusal(
                        HttpResponseStatus.UNAUTHORIZED,
                        "the admin token is needed: Authorization: Bearer, and what the file admin-token holds")
                .map(reply -> reply.with(HttpHeaderNames.WWW_AUTHENTICATE.toString(), "Bearer"));
    }

    private boolean ownHost(String host) {
        if (host.equals("localhost") || host.equals(listenHost)) {
            return true;
        }
        // An address is never rebound. Which ones are ours, a listener on all of them cannot tell, and need not.
        return IpAddress.parse(host)
                .filter(address -> address.isLoopback() || listensEverywhere)
                .isPresent();
    }

    private static boolean sameOrigin(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    /** The host of a {@code Host} header, without port and brackets (RFC 9110 section 7.2). */
    private static String hostOf(String header) {
        String lower = header.strip().toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            int end = lower.indexOf(']');
            return end < 0 ? "" : lower.substring(1, end);
        }
        int colon = lower.indexOf(':');
        return colon < 0 ? lower : lower.substring(0, colon);
    }

    private static Optional<AdminReply> refusal(HttpResponseStatus status, String message) {
        return Optional.of(AdminReply.error(status, message));
    }
}
