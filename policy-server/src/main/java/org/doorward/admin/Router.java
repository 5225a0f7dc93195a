package org.doorward.admin;

import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Finds the route of a request. Pure. */
final class Router {

    private final List<Route> routes;

    Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /** Who may ask. */
    enum Access {
        /** Peers on loopback; others need the token. */
        LOCAL,
        /** Nobody without the token. */
        TOKEN
    }

    /** Answers requests. */
    @FunctionalInterface
    interface Handler {

        /** Answers one, now or later, and never blocks; a stage that fails becomes a 500. */
        CompletionStage<AdminReply> handle(AdminRequest request);
    }

    /**
     * One line of the table.
     *
     * @param patience for how long an answer may be waited for on purpose, besides the usual time
     */
    record Route(HttpMethod method, String path, Access access, Handler handler, Duration patience) {

        /** One that answers as soon as it can. */
        Route(HttpMethod method, String path, Access access, Handler handler) {
            this(method, path, access, handler, Duration.ZERO);
        }
    }

    /** What was found. */
    sealed interface Match {}

    /** The route. */
    record Found(Route route) implements Match {}

    /** There is nothing at this path. */
    record NoSuchPath() implements Match {}

    /**
     * There is, but not for this method.
     *
     * @param allowed the value of the header {@code Allow}
     */
    record WrongMethod(String allowed) implements Match {}

    /**
     * Looks a request up.
     *
     * @param path the path without its query
     */
    Match find(HttpMethod method, String path) {
        List<Route> here =
                routes.stream().filter(route -> route.path().equals(path)).toList();
        if (here.isEmpty()) {
            return new NoSuchPath();
        }
        for (Route route : here) {
            if (route.method().equals(method)) {
                return new Found(route);
            }
        }
        return new WrongMethod(here.stream().map(route -> route.method().name()).collect(Collectors.joining(", ")));
    }
}
