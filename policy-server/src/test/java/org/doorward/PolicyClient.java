package org.doorward;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A client as Postfix is one, for tests: asks over TCP or a unix socket and waits for the reply, never longer than its
 * time-out. For one thread.
 */
public final class PolicyClient implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String REPLY_START = "action=";
    private static final String REPLY_END = "\n\n";

    private static final String[] EMPTY_WITHOUT_TLS_AND_LOGIN = {
        "etrn_domain",
        "stress",
        "sasl_method",
        "sasl_username",
        "sasl_sender",
        "ccert_subject",
        "ccert_issuer",
        "ccert_fingerprint",
        "ccert_pubkey_fingerprint",
        "encryption_protocol",
        "encryption_cipher",
        "encryption_keysize",
        "policy_context"
    };

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Duration timeout;
    private final StringBuilder received = new StringBuilder();

    private PolicyClient(SocketChannel channel, Duration timeout) throws IOException {
        this.channel = channel;
        this.timeout = timeout;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        this.key = channel.register(selector, 0);
    }

    /** A connection to {@link java.net.InetSocketAddress} or {@link java.net.UnixDomainSocketAddress}. */
    public static PolicyClient connect(SocketAddress address) throws IOException {
        return connect(address, TIMEOUT);
    }

    /** A connection whose every wait ends after the time-out with {@link SocketTimeoutException}. */
    public static PolicyClient connect(SocketAddress address, Duration timeout) throws IOException {
        return new PolicyClient(SocketChannel.open(address), timeout);
    }

    /**
     * What Postfix 3.7 asks at RCPT, all 29 attributes in its order. The map may be changed.
     *
     * @param client the client's address
     * @param sender empty for the null sender
     */
    public static Map<String, String> request(String client, String sender, String recipient) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("request", "smtpd_access_policy");
        request.put("protocol_state", "RCPT");
        request.put("protocol_name", "ESMTP");
        request.put("client_address", client);
        request.put("client_name", "mail.example.org");
        request.put("client_port", "40213");
        request.put("reverse_client_name", "mail.example.org");
        request.put("server_address", "127.0.0.1");
        request.put("server_port", "25");
        request.put("helo_name", "mail.example.org");
        request.put("sender", sender);
        request.put("recipient", recipient);
        request.put("recipient_count", "0");
        request.put("queue_id", "");
        request.put("instance", "3ab2.691f7c2e.8d1f5.0");
        request.put("size", "2048");
        for (String empty : EMPTY_WITHOUT_TLS_AND_LOGIN) {
            request.put(empty, "");
        }
        return request;
    }

    /** The request as it goes over the wire. */
    public static String text(Map<String, String> request) {
        StringBuilder text = new StringBuilder();
        request.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.append('\n').toString();
    }

    /** Asks, and returns the action that is replied, for example {@code DUNNO}. */
    public String ask(Map<String, String> request) throws IOException {
        send(text(request));
        return readAction();
    }

    /** Sends any text as UTF-8. */
    public void send(String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    /** Sends as much as goes without waiting, and returns how many bytes that was. */
    public int sendSome(ByteBuffer bytes) throws IOException {
        return channel.write(bytes);
    }

    /** Waits for a reply and returns its action; fails with {@link EOFException} when the server closes instead. */
    public String readAction() throws IOException {
        int end = received.indexOf(REPLY_END);
        while (end < 0) {
            if (!receive()) {
                throw new EOFException("Closed after \"" + received + '"');
            }
            end = received.indexOf(REPLY_END);
        }
        String reply = received.substring(0, end);
        received.delete(0, end + REPLY_END.length());
        if (!reply.startsWith(REPLY_START)) {
            throw new IOException("No action: \"" + reply + '"');
        }
        return reply.substring(REPLY_START.length());
    }

    /** Waits until the server closes, and returns all that it still sent. */
    public String readUntilClosed() throws IOException {
        boolean open = true;
        while (open) {
            try {
                open = receive();
            } catch (SocketTimeoutException stillOpen) {
                throw stillOpen;
            } catch (IOException reset) {
                open = false;
            }
        }
        return received.toString();
    }

    /** Says that nothing more will be sent; replies can still be read. */
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    private boolean receive() throws IOException {
        await(SelectionKey.OP_READ);
        ByteBuffer bytes = ByteBuffer.allocate(8192);
        int count = channel.read(bytes);
        received.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
        return count >= 0;
    }

    private void await(int operation) throws IOException {
        key.interestOps(operation);
        selector.selectedKeys().clear();
        if (selector.select(timeout.toMillis()) == 0) {
            throw new SocketTimeoutException("Nothing within " + timeout);
        }
    }
}
