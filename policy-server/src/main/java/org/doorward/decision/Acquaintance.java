package org.doorward.decision;

import java.util.List;
import org.doorward.store.net.IpAddress;
import org.doorward.text.Fingerprints;

/**
 * Who is asking, to those checks that do not look at the recipient: the client by its address and its names, and the sender.
 *
 * @param address the client's address
 * @param name its verified name
 * @param reverseName its unverified reverse name
 * @param helo what it calls itself
 * @param sender the sender
 * @param state the stage of the dialogue
 * @param toHimself whether the sender is the recipient
 */
record Acquaintance(
        IpAddress address,
        String name,
        String reverseName,
        String helo,
        String sender,
        ProtocolState state,
        boolean toHimself) {

    /** Several times what mail is usually written with; whoever writes more is not worth the memory. */
    private static final int LONGEST = 400;

    /** Who is asking. The client's address must be known. */
    static Acquaintance of(Inquiry inquiry) {
        Inquiry.Client client = inquiry.client();
        Inquiry.Envelope envelope = inquiry.envelope();
        return new Acquaintance(
                client.address().orElseThrow(),
                client.name(),
                client.reverseName(),
                client.helo(),
                envelope.sender(),
                inquiry.state(),
                envelope.sender().equalsIgnoreCase(envelope.recipient()));
    }

    /** Whether it is small enough to be remembered. */
    boolean small() {
        return name.length() + reverseName.length() + helo.length() + sender.length() <= LONGEST;
    }

    /** What stands for who is asking. */
    long print(Fingerprints fingerprints) {
        long print = Fingerprints.add(fingerprints.begin(), address.bits());
        print = Fingerprints.add(Fingerprints.add(print, address.high()), address.low());
        for (String text : List.of(name, reverseName, helo, sender)) {
            print = Fingerprints.add(print, text);
        }
        return Fingerprints.add(Fingerprints.add(print, state.name()), toHimself ? 1 : 0);
    }
}
