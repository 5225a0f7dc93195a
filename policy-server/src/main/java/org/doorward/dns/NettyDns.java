package org.doorward.dns;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.doorward.config.DnsConfig;
import org.doorward.config.ServerConfig;
import org.doorward.dns.DnsAnswer.Failure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DNS by Netty's resolver, of which only the sending of one question is used. What stands around it is ours: names that can be
 * none are not asked for; answers are remembered by their time to live; who asks what is being asked waits for the same answer; a
 * question is asked once more, at the next server; so many are under way at once, and more fail at once; and when no server answers,
 * all fail at once.
 */
public final class NettyDns implements Dns, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NettyDns.class);

    /** For TCP, which begins its own time behind that of UDP. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private final DnsConfig config;
    private final NameServers servers;
    private final LongSupplier nanos;
    private final DnsEvents events;
    private final AnswerReader reader;
    private final AnswerCache cache;
    private final Semaphore permits;
    private final Breaker breaker;
    private final Sockets sockets;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private volatile boolean closed;
    // Only the loop's thread touches these two.
    private @Nullable DnsNameResolver resolver;
    private @Nullable CompletableFuture<Boolean> probing;

    private NettyDns(
            DnsConfig config,
            NameServers servers,
            ServerConfig.Transport transport,
            LongSupplier nanos,
            DnsEvents events) {
        this.config = config;
        this.servers = servers;
        this.nanos = nanos;
        this.events = events;
        this.reader = new AnswerReader(config);
        this.cache = new AnswerCache(config, nanos);
        this.permits = new Semaphore(config.inFlight());
        this.breaker = new Breaker(nanos);
        this.sockets = new Sockets(transport);
        this.group = sockets.group();
        this.loop = group.next();
    }

    /**
     * Starts the thread of the DNS. Nothing is asked yet.
     *
     * @param config the settings; when they name no server, the system's are read now
     * @param transport how the sockets are driven
     * @param nanos a steady clock in nanoseconds
     * @param events hears of each question
     */
    public static NettyDns start(
            DnsConfig config, ServerConfig.Transport transport, LongSupplier nanos, DnsEvents events) {
        List<InetSocketAddress> servers =
                config.servers().isEmpty() ? NameServers.read(NameServers.SYSTEM) : config.servers();
        return new NettyDns(config, new NameServers(servers), transport, nanos, events);
    }

    @Override
    public CompletionStage<DnsAnswer> ask(DnsQuestion question) {
        return ask(question, false);
    }

    @Override
    public boolean remembers(DnsQuestion question) {
        CompletableFuture<DnsAnswer> known =
                cache.find(new DnsQuestion(question.name().toLowerCase(Locale.ROOT), question.type()));
        return known != null && known.isDone();
    }

    @Override
    public CompletionStage<DnsAnswer> askAnew(DnsQuestion question) {
        return ask(question, true);
    }

    private CompletionStage<DnsAnswer> ask(DnsQuestion asked, boolean anew) {
        if (!NameForm.possible(asked.name())) {
            return refused(Failure.BAD_NAME, "no name can be like that");
        }
        DnsQuestion question = new DnsQuestion(asked.name().toLowerCase(Locale.ROOT), asked.type());
        CompletableFuture<DnsAnswer> known = cache.find(question);
        if (known != null && !(anew && known.isDone())) {
            events.remembered();
            return known;
        }
        if (closed || !breaker.letsThrough()) {
            return refused(Failure.DOWN, "no name server answers");
        }
        if (!permits.tryAcquire()) {
            return refused(Failure.OVERLOAD, "too many questions to the DNS are under way");
        }
        CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
        CompletableFuture<DnsAnswer> other = anew ? cache.beginAnew(question, answer) : cache.begin(question, answer);
        if (other != null) {
            permits.release();
            events.remembered();
            return other;
        }
        Question sent = new Question(question, answer);
        try {
            loop.execute(sent::begin);
        } catch (RejectedExecutionException closed) {
            sent.complete(new DnsAnswer.Failed(Failure.DOWN, "the server stops"));
        }
        return answer;
    }

    private CompletionStage<DnsAnswer> refused(Failure failure, String why) {
        DnsAnswer answer = new DnsAnswer.Failed(failure, why);
        events.answered(DnsEvents.Outcome.of(answer), Duration.ZERO);
        return CompletableFuture.completedFuture(answer);
    }

    /** A question under way. All but its making happens on the loop's thread. */
    private final class Question {

        private final DnsQuestion question;
        private final CompletableFuture<DnsAnswer> answer;
        private final long began = nanos.getAsLong();
        private @Nullable ScheduledFuture<?> end;
        private int attempt;

        Question(DnsQuestion question, CompletableFuture<DnsAnswer> answer) {
            this.question = question;
            this.answer = answer;
        }

        void begin() {
            long longest = config.timeout()
                    .multipliedBy(1L + config.retries())
                    .plus(GRACE)
                    .toNanos();
            end = loop.schedule(() -> complete(timedOut()), longest, TimeUnit.NANOSECONDS);
            send();
        }

        private void send() {
            InetSocketAddress server = servers.at(attempt);
            Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> sent;
            try {
                sent = resolver().query(server, netty());
            } catch (IllegalArgumentException unspeakable) {
                complete(new DnsAnswer.Failed(Failure.BAD_NAME, "no name can be like that"));
                return;
            } catch (RuntimeException ours) {
                // A bad name costs a sender points; a fault of ours must not.
                complete(new DnsAnswer.Failed(Failure.BAD_ANSWER, "the question could not be asked"));
                return;
            }
            sent.addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) -> done(server, done));
        }

        private io.netty.handler.codec.dns.DnsQuestion netty() {
            DnsRecordType type = DnsRecordType.valueOf(question.type().name());
            return new DefaultDnsQuestion(question.name() + ".", type);
        }

        private void done(InetSocketAddress server, Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) {
            if (!done.isSuccess()) {
                if (!answer.isDone()) {
                    silent(server, done.cause());
                }
                return;
            }
            AddressedEnvelope<DnsResponse, InetSocketAddress> envelope = done.getNow();
            try {
                heard(server);
                if (!answer.isDone()) {
                    understood(reader.read(envelope.content(), question.type()));
                }
            } finally {
                envelope.release();
            }
        }

        /** Another server may know what this one does not; this one would say the same again. */
        private void understood(DnsAnswer read) {
            boolean unsure = read instanceof DnsAnswer.Failed;
            if (unsure && servers.count() > 1 && attempt < config.retries()) {
                attempt++;
                send();
            } else {
                complete(read);
            }
        }

        private void silent(InetSocketAddress server, Throwable cause) {
            LOG.debug("{} did not answer: {}", server, String.valueOf(cause));
            // A question that the kernel would not send is as unanswered as one that got lost.
            boolean timeout = cause instanceof DnsNameResolverException;
            if (timeout && breaker.silent()) {
                var unused = probe();
            }
            if (attempt < config.retries() && !breaker.open()) {
                attempt++;
                send();
            } else {
                complete(
                        timeout
                                ? timedOut()
                                : new DnsAnswer.Failed(Failure.BAD_ANSWER, "the question could not be asked"));
            }
        }

        private DnsAnswer timedOut() {
            return new DnsAnswer.Failed(Failure.TIMEOUT, "no answer in time");
        }

        void complete(DnsAnswer value) {
            if (answer.isDone()) {
                return;
            }
            if (end != null) {
                end.cancel(false);
            }
            permits.release();
            events.answered(DnsEvents.Outcome.of(value), Duration.ofNanos(nanos.getAsLong() - began));
            cache.complete(question, answer, value);
        }
    }

    @Override
    public CompletionStage<Boolean> answers() {
        if (closed || breaker.open()) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                var unused = probe().thenAccept(answer::complete);
            });
        } catch (RejectedExecutionException closed) {
            answer.complete(false);
        }
        return answer;
    }

    /** Asks all servers for the servers of the root; any answer, be it REFUSED, shows that one is there. */
    private CompletableFuture<Boolean> probe() {
        if (probing != null) {
            return probing;
        }
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        probing = result;
        int[] left = {servers.count()};
        for (InetSocketAddress server : servers.all()) {
            resolver()
                    .query(server, new DefaultDnsQuestion(".", DnsRecordType.NS))
                    .addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) -> {
                        left[0]--;
                        if (done.isSuccess()) {
                            done.getNow().release();
                            heard(server);
                        }
                        if (done.isSuccess() || left[0] == 0) {
                            probed(result, done.isSuccess());
                        }
                    });
        }
        return result;
    }

    private void probed(CompletableFuture<Boolean> result, boolean alive) {
        if (result.isDone()) {
            return;
        }
        probing = null;
        if (!alive) {
            // What was heard meanwhile from a question is worth as much as an answer to this one.
            down();
        }
        result.complete(alive);
    }

    private void down() {
        if (breaker.sinceHeard().compareTo(config.timeout()) < 0) {
            return;
        }
        if (breaker.trip()) {
            LOG.error(
                    "No name server answers ({}): DNS lists and checks of names say nothing until one does, and mail does not"
                            + " wait for them. See /etc/resolv.conf or dns.servers",
                    String.join(", ", servers.shown()));
        }
        var unused = loop.schedule(this::probeAgain, Breaker.EVERY.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void probeAgain() {
        if (breaker.open() && !closed) {
            var unused = probe();
        }
    }

    private void heard(InetSocketAddress server) {
        servers.answered(server);
        Duration down = breaker.heard();
        if (!down.isZero()) {
            LOG.info("Name servers answer again, after {} s", down.toSeconds());
        }
    }

    private DnsNameResolver resolver() {
        if (resolver == null) {
            resolver = sockets.resolver(loop, config, servers);
        }
        return resolver;
    }

    /**
     * Has a short task run once, on the thread of the DNS.
     *
     * @return takes it back when it has not run yet
     */
    public Runnable after(Duration wait, Runnable task) {
        try {
            ScheduledFuture<?> later = loop.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
            return () -> later.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    /** How the DNS is doing. */
    public DnsStatus status() {
        Optional<String> problem = breaker.open() ? Optional.of("no name server answers") : Optional.empty();
        return new DnsStatus(problem, servers.shown(), cache.size());
    }

    /**
     * Asks nothing more, at once. The sockets are closed a little later, when what is under way is answered or has timed out: Netty
     * would lose what it holds for a question whose time-out it forgets.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        long wait =
                config.timeout().multipliedBy(2L + config.retries()).plus(GRACE).toNanos();
        var unused = loop.schedule(this::shutDown, wait, TimeUnit.NANOSECONDS);
    }

    private void shutDown() {
        if (resolver != null) {
            resolver.close();
        }
        var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
