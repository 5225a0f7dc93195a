package org.doorward.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.doorward.store.net.IpAddress;

/** A name server on loopback, UDP and TCP, that answers as a test tells it to, and counts what it is asked. */
public final class FaultyServer implements AutoCloseable {

    public static final int A = 1;
    public static final int NS = 2;
    public static final int CNAME = 5;
    public static final int SOA = 6;
    public static final int PTR = 12;
    public static final int MX = 15;
    public static final int TXT = 16;
    public static final int AAAA = 28;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(FaultyServer::daemon);
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> ports = new ConcurrentHashMap<>();
    private volatile Script script;

    /** What is asked. */
    public record Query(String name, int type, boolean tcp) {}

    /** Answers a query. */
    @FunctionalInterface
    public interface Script {
        Reply answer(Query query);
    }

    /** Answers like this from now on. */
    public FaultyServer(Script script) throws IOException {
        this.script = script;
        // The port must be free for both.
        ServerSocket listening = null;
        DatagramSocket socket = null;
        while (socket == null) {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            try {
                socket = new DatagramSocket(listening.getLocalPort(), InetAddress.getLoopbackAddress());
            } catch (IOException taken) {
                listening.close();
            }
        }
        socket.setReceiveBufferSize(4 * 1024 * 1024);
        this.udp = socket;
        this.tcp = listening;
        daemon(this::serveUdp).start();
        daemon(this::serveTcp).start();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "faulty-dns");
        thread.setDaemon(true);
        return thread;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) udp.getLocalSocketAddress();
    }

    public void script(Script other) {
        script = other;
    }

    /** How often this was asked, by UDP. */
    public int count(String name, int type) {
        AtomicInteger count = counts.get(key(name, type));
        return count == null ? 0 : count.get();
    }

    /** How many questions came in all, but for those for the root, by UDP. */
    public int count() {
        return counts.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(key("", NS)))
                .mapToInt(entry -> entry.getValue().get())
                .sum();
    }

    public void forget() {
        counts.clear();
    }

    /** From how many ports questions came. */
    public int ports() {
        return ports.size();
    }

    private static String key(String name, int type) {
        return name.toLowerCase(Locale.ROOT) + " " + type;
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
            } catch (IOException closed) {
                return;
            }
            ports.merge(packet.getPort(), 1, Integer::sum);
            InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
            answer(Arrays.copyOf(buffer, packet.getLength()), false, bytes -> {
                try {
                    udp.send(new DatagramPacket(bytes, bytes.length, from));
                } catch (IOException closed) {
                    // The test has ended.
                }
            });
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                daemon(() -> serve(socket)).start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] message = new byte[in.readUnsignedShort()];
            in.readFully(message);
            answer(message, true, bytes -> {
                try {
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(bytes.length);
                    out.write(bytes);
                    out.flush();
                } catch (IOException closed) {
                    // The client has gone.
                }
            });
            in.read();
        } catch (IOException closed) {
            // The client has gone.
        }
    }

    private void answer(byte[] message, boolean overTcp, Consumer<byte[]> send) {
        StringBuilder name = new StringBuilder();
        int at = 12;
        while (message[at] != 0) {
            name.append(name.length() == 0 ? "" : ".")
                    .append(new String(message, at + 1, message[at], StandardCharsets.ISO_8859_1));
            at += message[at] + 1;
        }
        int type = ((message[at + 1] & 0xff) << 8) | (message[at + 2] & 0xff);
        Query query = new Query(name.toString(), type, overTcp);
        if (!overTcp) {
            counts.computeIfAbsent(key(query.name(), type), unused -> new AtomicInteger())
                    .incrementAndGet();
        }
        Reply reply = script.answer(query);
        if (reply.silent) {
            return;
        }
        byte[] bytes = reply.bytes(message, at + 5);
        if (reply.delay.isZero()) {
            send.accept(bytes);
        } else {
            var unused = later.schedule(() -> send.accept(bytes), reply.delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        udp.close();
        later.shutdownNow();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is answered. */
    public static final class Reply {

        private int code;
        private boolean silent;
        private boolean truncated;
        private boolean wrongId;
        private Duration delay = Duration.ZERO;
        private final List<byte[]> answers = new ArrayList<>();
        private final List<byte[]> authority = new ArrayList<>();

        /** NOERROR without records. */
        public static Reply empty() {
            return new Reply();
        }

        public static Reply silent() {
            Reply reply = new Reply();
            reply.silent = true;
            return reply;
        }

        public static Reply code(int rcode) {
            Reply reply = new Reply();
            reply.code = rcode;
            return reply;
        }

        public static Reply serverFailure() {
            return code(2);
        }

        public static Reply refused() {
            return code(5);
        }

        /** NXDOMAIN with a SOA of these times. */
        public static Reply nothing(int soaTtl, int minimum) {
            return code(3).soa(soaTtl, minimum);
        }

        public static Reply nothing() {
            return nothing(600, 600);
        }

        /** A records. */
        public static Reply a(int ttl, String... addresses) {
            Reply reply = new Reply();
            for (String address : addresses) {
                IpAddress parsed = IpAddress.parse(address).orElseThrow();
                reply.record(parsed.isV6() ? AAAA : A, ttl, parsed.bytes());
            }
            return reply;
        }

        public Reply soa(int ttl, int minimum) {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            data.writeBytes(encoded("ns.example"));
            data.writeBytes(encoded("hostmaster.example"));
            for (int number : new int[] {1, 3600, 600, 86400, minimum}) {
                data.writeBytes(four(number));
            }
            authority.add(encodedRecord(SOA, ttl, data.toByteArray()));
            return this;
        }

        /** A record of any type, at the name that was asked for. */
        public Reply record(int type, int ttl, byte[] data) {
            answers.add(encodedRecord(type, ttl, data));
            return this;
        }

        public Reply txt(int ttl, String... strings) {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            for (String string : strings) {
                byte[] bytes = string.getBytes(StandardCharsets.ISO_8859_1);
                data.write(bytes.length);
                data.writeBytes(bytes);
            }
            return record(TXT, ttl, data.toByteArray());
        }

        public Reply mx(int ttl, int preference, String host) {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            data.write(preference >> 8);
            data.write(preference);
            data.writeBytes(encoded(host));
            return record(MX, ttl, data.toByteArray());
        }

        /** An MX record whose host is a pointer to the name that was asked for. */
        public Reply mxToItself(int ttl) {
            return record(MX, ttl, new byte[] {0, 10, (byte) 0xc0, 12});
        }

        public Reply name(int type, int ttl, String host) {
            return record(type, ttl, encoded(host));
        }

        public Reply truncated() {
            truncated = true;
            return this;
        }

        public Reply wrongId() {
            wrongId = true;
            return this;
        }

        public Reply after(Duration wait) {
            delay = wait;
            return this;
        }

        byte[] bytes(byte[] query, int questionEnd) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(wrongId ? query[0] ^ 0x55 : query[0]);
            out.write(query[1]);
            out.write(0x81 | (truncated ? 2 : 0));
            out.write(0x80 | code);
            out.writeBytes(new byte[] {0, 1, 0, (byte) answers.size(), 0, (byte) authority.size(), 0, 0});
            out.write(query, 12, questionEnd - 12);
            answers.forEach(out::writeBytes);
            authority.forEach(out::writeBytes);
            return out.toByteArray();
        }

        private static byte[] encodedRecord(int type, int ttl, byte[] data) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(new byte[] {(byte) 0xc0, 12, 0, (byte) type, 0, 1});
            out.writeBytes(four(ttl));
            out.write(data.length >> 8);
            out.write(data.length);
            out.writeBytes(data);
            return out.toByteArray();
        }

        private static byte[] four(int number) {
            return new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        }

        private static byte[] encoded(String name) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (String label : name.isEmpty() ? new String[0] : name.split("\\.")) {
                out.write(label.length());
                out.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
            }
            out.write(0);
            return out.toByteArray();
        }
    }
}
