package org.doorward.real;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of 127.0.0.1 for programs that are told where to listen.
 *
 * <p>They lie below those that Linux gives to clients by itself (from 32768), so that no connection takes one between the moment in which it was
 * found free and the program's start. None is given twice, and each JVM of a test run has its own part.
 */
final class Ports {

    private static final int LOWEST = 10_000;
    private static final int PER_JVM = 7_000;
    private static final int JVMS = 3;
    private static final int PART = LOWEST + (Integer.getInteger("surefire.forkNumber", 1) - 1) % JVMS * PER_JVM;

    /** A second run on the same machine has the same parts; that it begins elsewhere keeps the two apart. */
    private static int next = ThreadLocalRandom.current().nextInt(PER_JVM);

    private Ports() {}

    /** A port that is free, TCP and UDP, and was not given before. */
    static synchronized int free() throws IOException {
        for (int tried = 0; tried < PER_JVM; tried++) {
            int port = PART + next;
            next = (next + 1) % PER_JVM;
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("No port is free from " + PART + " to " + (PART + PER_JVM - 1));
    }

    private static boolean isFree(int port) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            new ServerSocket(port, 1, loopback).close();
            new DatagramSocket(port, loopback).close();
            return true;
        } catch (BindException e) {
            return false;
        }
    }

    /** A port that is taken until the socket is closed. */
    static ServerSocket listening() throws IOException {
        return new ServerSocket(free(), 1, InetAddress.getLoopbackAddress());
    }
}
