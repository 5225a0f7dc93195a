package org.doorward.server;

import java.io.IOException;
import org.doorward.config.ListenAddress;

/** The policy listener could not listen. The message names the address, the cause and the remedy, for the operator. */
public final class ListenException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Listening on an address failed.
     *
     * @param address where
     * @param cause why, in a few words
     * @param remedy what the operator can do
     */
    ListenException(ListenAddress address, String cause, String remedy) {
        super("Cannot listen on " + address + ": " + cause + ". " + remedy);
    }

    /** Listening failed whatever the address. */
    ListenException(String cause, String remedy) {
        super("Cannot listen: " + cause + ". " + remedy);
    }
}
