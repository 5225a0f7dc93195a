package org.doorward.admin;

import static io.netty.handler.codec.http.HttpMethod.GET;
import static io.netty.handler.codec.http.HttpMethod.POST;
import static org.doorward.admin.Router.Access.LOCAL;
import static org.doorward.admin.Router.Access.TOKEN;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.doorward.admin.Router.Handler;
import org.doorward.admin.Router.Route;

/** The table of everything that the admin listener answers. */
final class Routes {

    private Routes() {}

    /**
     * The table.
     *
     * @param services what is spoken for
     * @param feed tells of bans
     * @param workers does what may block; refuses when too much waits
     */
    static Router of(AdminServices services, FeedApi feed, Executor workers) {
        HealthPage health = new HealthPage(services);
        MetricsPage metrics = new MetricsPage(services.meters());
        AskApi ask = new AskApi(services.decider(), services.clock());
        WhyApi why = new WhyApi(services.accounts(), workers);
        BansApi bans = new BansApi(
                services.bans(), services.unban(), services.firewall().knocks()::of);
        ReloadApi reload = new ReloadApi(services.reload());
        OwnListApi ownList = new OwnListApi(services.ownList(), services.clock());
        DnsblApi dnsbl = new DnsblApi(services.lookups());
        KnocksApi knocks = new KnocksApi(services.firewall().knocks(), services.clock());
        BanApi ban = new BanApi(services.firewall().operator());
        OffencesApi offences = new OffencesApi(services.firewall().reports());
        NeverApi never = new NeverApi(services.firewall().never());
        return new Router(List.of(
                new Route(GET, "/metrics", LOCAL, on(workers, metrics::scrape)),
                new Route(GET, "/health", LOCAL, on(workers, request -> health.whole())),
                new Route(GET, "/health/live", LOCAL, now(request -> health.live())),
                new Route(POST, "/api/v1/ask", TOKEN, ask::ask),
                new Route(POST, "/api/v1/why", TOKEN, why::why),
                new Route(GET, "/api/v1/bans", TOKEN, on(workers, request -> bans.list())),
                new Route(GET, "/api/v1/bans/feed", TOKEN, feed::poll, FeedApi.LONGEST),
                new Route(GET, "/api/v1/bans/never", TOKEN, on(workers, request -> never.list())),
                new Route(POST, "/api/v1/bans/knocks", TOKEN, on(workers, knocks::take)),
                new Route(POST, "/api/v1/offences", TOKEN, offences::report),
                new Route(POST, "/api/v1/ban", TOKEN, ban::ban),
                new Route(POST, "/api/v1/unban", TOKEN, bans::lift),
                new Route(GET, "/api/v1/own-list", TOKEN, on(workers, request -> ownList.show())),
                new Route(POST, "/api/v1/own-list/add", TOKEN, on(workers, ownList::add)),
                new Route(POST, "/api/v1/own-list/remove", TOKEN, on(workers, ownList::remove)),
                new Route(GET, "/api/v1/dnsbl", TOKEN, now(request -> dnsbl.lists())),
                new Route(POST, "/api/v1/dnsbl/test", TOKEN, dnsbl::test),
                new Route(POST, "/api/v1/reload", TOKEN, on(workers, request -> reload.reload()))));
    }

    private static Handler on(Executor workers, Function<AdminRequest, AdminReply> work) {
        return request -> CompletableFuture.supplyAsync(() -> work.apply(request), workers);
    }

    private static Handler now(Function<AdminRequest, AdminReply> work) {
        return request -> CompletableFuture.completedFuture(work.apply(request));
    }
}
