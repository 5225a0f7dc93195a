package org.doorward.real;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server on loopback that stands in for one that Postfix talks to: each connection has a thread of its own. */
final class StubServer implements AutoCloseable {

    private final String name;
    private final ServerSocket server;
    private final Talk talk;

    /** What the server says on one connection, until it has nothing more to say or the other side has gone. */
    @FunctionalInterface
    interface Talk {
        void on(Socket socket) throws IOException;
    }

    private StubServer(String name, ServerSocket server, Talk talk) {
        this.name = name;
        this.server = server;
        this.talk = talk;
    }

    static StubServer start(String name, Talk talk) throws IOException {
        StubServer stub = new StubServer(name, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), talk);
        stub.daemon(stub::accept);
        return stub;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void daemon(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) {
        try (socket) {
            talk.on(socket);
        } catch (EOFException e) {
            // The other side has gone, as it may.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
