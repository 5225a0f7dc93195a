package org.doorward.watch.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StreamSourcesTest {

    private static final KmsgSource.KernelClock KERNEL =
            new KmsgSource.KernelClock("boot-1", Instant.ofEpochSecond(1_764_115_200), 5_000_000);

    @TempDir
    Path directory;

    private static List<String> lines(LineSource source, int count) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            lines.addAll(source.read(Duration.ofSeconds(1)).lines());
        }
        return lines;
    }

    @Test
    void a_stream_is_read_to_its_end_in_bounded_lines() throws Exception {
        String text = "one\n\n" + "x".repeat(200_000) + "\nlast";
        try (InputSource source = new InputSource("stdin", new ByteArrayInputStream(text.getBytes(ISO_8859_1)))) {
            assertThat(lines(source, 4)).containsExactly("one", "", "x".repeat(LineSource.LINE_LIMIT), "last");
            // It must not look like a stream that is silent: nobody would wait before the next look, nor be told.
            assertThatThrownBy(() -> {
                        while (true) {
                            assertThat(source.read(Duration.ofMinutes(5)).lines())
                                    .isEmpty();
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("stdin has ended: whoever wrote to it is gone");
        }
    }

    @Test
    void kernel_records_become_lines_and_those_of_programs_and_the_known_ones_do_not() throws Exception {
        Path device = directory.resolve("kmsg");
        Files.writeString(device, """
                        6,10,1000000,-;old
                        4,11,6000000,-,caller=T1;doorward-probe: SRC=198.51.100.9 DST=x; y
                         SUBSYSTEM=net
                        30,12,6000001,-;systemd[1]: not the kernel's
                        garbage
                        6,15,6000002,-;end
                        """);
        try (KmsgSource source = new KmsgSource(device, KERNEL, Optional.empty(), false)) {
            assertThat(lines(source, 2))
                    .containsExactly(
                            "2025-11-26T00:00:06Z localhost kernel: doorward-probe: SRC=198.51.100.9 DST=x; y",
                            "2025-11-26T00:00:06.000002Z localhost kernel: end");
            assertThat(source.read(Duration.ZERO).position()).isEqualTo("boot-1 15");
            assertThat(source.lost()).isEqualTo(2);
        }
        try (KmsgSource source = new KmsgSource(device, KERNEL, Optional.of("boot-1 12"), false)) {
            assertThat(lines(source, 1)).singleElement().asString().endsWith("end");
        }
        try (KmsgSource source = new KmsgSource(device, KERNEL, Optional.of("boot-0 99"), false)) {
            assertThat(lines(source, 3)).hasSize(3);
        }
    }

    @Test
    void the_real_kernels_log_is_read_where_it_may_be() throws Exception {
        Path device = Path.of("/dev/kmsg");
        Assumptions.assumeTrue(Files.isReadable(device), "needs /dev/kmsg");
        KmsgSource source;
        try {
            source = new KmsgSource(device, KmsgSource.KernelClock.ofHost(), Optional.empty(), true);
        } catch (IOException e) {
            Assumptions.abort("needs CAP_SYSLOG: " + e.getMessage());
            return;
        }
        assertThat(lines(source, 1)).first().asString().contains(" localhost kernel: ");
        String boot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        assertThat(source.read(Duration.ZERO).position()).matches(boot + " \\d+");
        source.close();
        assertThat(source.read(Duration.ofMinutes(1)).position()).startsWith(boot);
    }

    @Test
    void udp_datagrams_are_lines_and_a_flood_is_bounded_and_what_is_lost_counted() throws Exception {
        try (SyslogSource source = SyslogSource.udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                DatagramSocket sender = new DatagramSocket()) {
            byte[] text = "<22>Nov 26 12:00:00 postfix/smtpd[1]: a\nb\0\n".getBytes(ISO_8859_1);
            sender.send(new DatagramPacket(text, text.length, source.address()));
            assertThat(lines(source, 1)).containsExactly("<22>Nov 26 12:00:00 postfix/smtpd[1]: a b");
            for (int i = 0; i < 20_000; i++) {
                sender.send(new DatagramPacket(text, text.length, source.address()));
            }
            // What does not come has been thrown away by the kernel, which counts it.
            int taken = 0;
            while (taken + source.lost() < 20_000) {
                taken += source.read(Duration.ofMillis(100)).lines().size();
            }
            assertThat(taken).isGreaterThan(LineSource.CHUNK_LINES);
            assertThat(taken + source.lost()).isEqualTo(20_000);
            sender.send(new DatagramPacket(text, text.length, source.address()));
            assertThat(lines(source, 1)).hasSize(1);
        }
    }

    @Test
    void the_kernels_count_of_lost_datagrams_is_found_by_the_port() {
        String row =
                " 1045: 0100007F:EA60 00000000:0000 07 00000000:00000000 00:00000000 00000000   106        0 37131 2 00000000ab 17  ";
        assertThat(UdpDrops.drops(row, 60_000)).isEqualTo(17);
        assertThat(UdpDrops.drops(row, 60_001)).isZero();
        assertThat(UdpDrops.drops("  sl  local_address rem_address   st ... drops", 60_000))
                .isZero();
    }

    @Test
    void a_unix_socket_takes_what_a_program_logs() throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs epoll");
        Path logger = Path.of("/usr/bin/logger");
        Assumptions.assumeTrue(Files.exists(logger), "needs logger");
        Path socket = directory.resolve("log");
        for (int i = 0; i < 2; i++) {
            try (SyslogSource source = SyslogSource.unix(socket, "rw-rw-rw-")) {
                Process process = new ProcessBuilder(
                                logger.toString(),
                                "-u",
                                socket.toString(),
                                "-t",
                                "postfix/smtpd",
                                "-p",
                                "mail.info",
                                "hello")
                        .start();
                assertThat(lines(source, 1))
                        .singleElement()
                        .asString()
                        .startsWith("<22>")
                        .endsWith("hello");
                process.waitFor();
            }
            assertThat(socket).doesNotExist();
        }
        Files.writeString(socket, "precious");
        assertThatThrownBy(() -> SyslogSource.unix(socket, "rw-rw-rw-")).hasMessageContaining("no socket");
    }
}
