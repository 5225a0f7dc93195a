package org.doorward.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real datagram socket in systemd's place. */
@Timeout(30)
class SystemdNotifierTest {

    private static final long OWN_ID = 4242;

    @TempDir
    Path folder;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private EventLoopGroup loop;

    @BeforeEach
    void needsEpoll() {
        assumeTrue(Epoll.isAvailable(), "skipped: Netty's native epoll does not load here");
        loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    @AfterEach
    void closeSockets() {
        if (loop != null) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void systemd_hears_of_each_turn_of_the_service() throws InterruptedException {
        String path = folder.resolve("notify").toString();
        listen(path);

        try (SystemdNotifier notifier = notifier(Map.of("NOTIFY_SOCKET", path))) {
            notifier.ready("Listening on inet:127.0.0.1:60000");
            notifier.reloading();
            notifier.status("fine");
            notifier.alive();
            notifier.stopping();
        }

        assertThat(next()).isEqualTo("READY=1\nSTATUS=Listening on inet:127.0.0.1:60000");
        assertThat(next()).isEqualTo("RELOADING=1\nMONOTONIC_USEC=1234567");
        assertThat(next()).isEqualTo("STATUS=fine");
        assertThat(next()).isEqualTo("WATCHDOG=1");
        assertThat(next()).isEqualTo("STOPPING=1\nSTATUS=Stopping");
    }

    @Test
    void a_socket_in_the_abstract_namespace_is_found() throws InterruptedException {
        String name = "doorward-test-" + ProcessHandle.current().pid();
        listen('\0' + name);

        try (SystemdNotifier notifier = notifier(Map.of("NOTIFY_SOCKET", "@" + name))) {
            notifier.ready("up");
        }

        assertThat(next()).startsWith("READY=1");
    }

    @Test
    void without_systemd_nothing_happens() {
        try (SystemdNotifier notifier = notifier(Map.of("WATCHDOG_USEC", "1000000"))) {
            notifier.ready("up");
            notifier.stopping();

            assertThat(notifier.watchdog()).isEmpty();
        }
    }

    @Test
    void a_socket_that_is_not_there_does_not_stop_the_service() {
        try (SystemdNotifier notifier =
                notifier(Map.of("NOTIFY_SOCKET", folder.resolve("missing").toString()))) {
            notifier.ready("up");

            assertThat(notifier.watchdog()).isEmpty();
        }
    }

    @Test
    void without_native_code_the_program_of_systemd_brings_each_message() throws IOException {
        Path said = folder.resolve("said");
        Path program = Files.writeString(
                folder.resolve("systemd-notify"),
                "#!/bin/sh\nprintf '%s|' \"$@\" >> '" + said + "'\necho >> '" + said + "'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        try (NotifyProgram way = new NotifyProgram(program.toString())) {
            way.send("READY=1\nSTATUS=Listening on inet:127.0.0.1:60000");
            way.send("WATCHDOG=1");
        }

        assertThat(said)
                .hasContent("--no-block|READY=1|STATUS=Listening on inet:127.0.0.1:60000|\n--no-block|WATCHDOG=1|\n");
    }

    @Test
    void a_program_that_is_not_there_does_not_stop_the_service() {
        try (NotifyProgram way = new NotifyProgram(folder.resolve("missing").toString())) {
            assertThatCode(() -> way.send("READY=1")).doesNotThrowAnyException();
        }
    }

    @Test
    void the_watchdogs_time_counts_only_for_this_process() throws InterruptedException {
        String path = folder.resolve("notify").toString();
        listen(path);

        assertThat(watchdog(path, "WATCHDOG_USEC", "30000000")).isEqualTo(List.of(Duration.ofSeconds(30)));
        assertThat(watchdog(path, "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "4242"))
                .isEqualTo(List.of(Duration.ofSeconds(30)));
        assertThat(watchdog(path, "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "1"))
                .isEmpty();
        assertThat(watchdog(path, "WATCHDOG_USEC", "soon")).isEmpty();
        assertThat(watchdog(path, "WATCHDOG_USEC", "0")).isEmpty();
    }

    @Test
    void the_watchdog_is_fed_only_while_every_loop_does_its_work() throws InterruptedException {
        String path = folder.resolve("notify").toString();
        listen(path);
        Deque<Runnable> stuckLoop = new ArrayDeque<>();

        try (SystemdNotifier notifier = notifier(Map.of("NOTIFY_SOCKET", path));
                Watchdog watchdog = new Watchdog(notifier, List.of(Runnable::run, stuckLoop::add))) {
            watchdog.beat();
            watchdog.beat();
            watchdog.beat();
            notifier.status("after three beats");
            assertThat(stuckLoop).hasSize(1);
            stuckLoop.remove().run();
            watchdog.beat();
        }

        assertThat(next()).isEqualTo("WATCHDOG=1");
        assertThat(next()).isEqualTo("STATUS=after three beats");
        assertThat(next()).isEqualTo("WATCHDOG=1");
    }

    @Test
    void the_watchdog_beats_by_itself_when_systemd_watches() throws InterruptedException {
        String path = folder.resolve("notify").toString();
        listen(path);

        try (SystemdNotifier notifier = notifier(Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "20000"));
                Watchdog watchdog = new Watchdog(notifier, List.of(Runnable::run))) {
            watchdog.start();

            assertThat(next()).isEqualTo("WATCHDOG=1");
            assertThat(next()).isEqualTo("WATCHDOG=1");
        }
    }

    private static SystemdNotifier notifier(Map<String, String> environment) {
        return SystemdNotifier.of(environment, OWN_ID, () -> 1_234_567_890L);
    }

    private static List<Duration> watchdog(String path, String... more) {
        Map<String, String> environment = new HashMap<>(Map.of("NOTIFY_SOCKET", path));
        for (int at = 0; at < more.length; at += 2) {
            environment.put(more[at], more[at + 1]);
        }
        try (SystemdNotifier notifier = notifier(environment)) {
            return notifier.watchdog().stream().toList();
        }
    }

    private String next() throws InterruptedException {
        return String.valueOf(received.poll(10, TimeUnit.SECONDS));
    }

    private Channel listen(String path) throws InterruptedException {
        return new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                        received.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                })
                .bind(new DomainSocketAddress(path))
                .sync()
                .channel();
    }
}
