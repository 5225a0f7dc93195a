package org.doorward.watch.postfix;

import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.store.net.IpAddress;
import org.doorward.text.Ascii;
import org.doorward.watch.Reading;

/** A message taken apart from its beginning, word by word: nothing is ever searched for behind what a client wrote. */
final class Words {

    /** Enough for an operator to know the line by. */
    private static final int EVIDENCE = 200;

    private final String message;
    private int at;

    Words(String message) {
        this.message = message;
    }

    Words(String message, int at) {
        this.message = message;
        this.at = at;
    }

    /** Steps over a text that stands here. */
    boolean step(String text) {
        if (message.startsWith(text, at)) {
            at += text.length();
            return true;
        }
        return false;
    }

    /** Steps over a state of the conversation and what it says of its length: {@code RCPT}, {@code END-OF-MESSAGE}, {@code DATA (12 bytes)}. */
    boolean stage() {
        int end = at;
        while (end < message.length() && (Ascii.upper(message.charAt(end)) || message.charAt(end) == '-')) {
            end++;
        }
        if (end == at) {
            return false;
        }
        at = end;
        if (step(" (")) {
            number();
            return step(" bytes)");
        }
        return true;
    }

    /** The number that stands here, stepped over; 0 when none does. */
    int number() {
        int number = 0;
        while (at < message.length() && Ascii.digit(message.charAt(at))) {
            number = Math.min(1_000_000, number * 10 + (message.charAt(at) - '0'));
            at++;
        }
        return number;
    }

    /** The client that stands here, stepped over. */
    Optional<Client> client() {
        Optional<Client> client = Client.at(message, at);
        client.ifPresent(found -> at = found.end());
        return client;
    }

    /** The client of {@code STAGE from name[address]: }, with all of that stepped over; empty where something else stands. */
    Optional<Client> clientAtStage() {
        if (!stage() || !step(" from ")) {
            return Optional.empty();
        }
        Optional<Client> client = client();
        return step(": ") ? client : Optional.empty();
    }

    /** Where this stands. */
    int at() {
        return at;
    }

    /** All that is left. */
    String rest() {
        return message.substring(at);
    }

    /** What of the message is shown, from a place on. */
    static String evidence(String message, int from) {
        return message.substring(from, Math.min(message.length(), from + EVIDENCE));
    }

    /** A sighting of the client, whose address Postfix may not know. */
    static Reading seen(Client client, Vector vector, String evidence) {
        Optional<IpAddress> address = client.address();
        return address.isPresent() ? new Reading.Seen(address.get(), vector, evidence) : NO_ADDRESS;
    }

    /** What has no client at the place where one has to stand. */
    static final Reading NO_CLIENT = new Reading.Nothing("no client at its place");

    private static final Reading NO_ADDRESS = new Reading.Nothing("Postfix does not know the client's address");
}
