package org.doorward.dns;

/**
 * A question to the DNS.
 *
 * @param name the name in ASCII, without the dot at its end; may be anything that a client wrote, and then it is answered
 *     {@link DnsAnswer.Failed} when no name can be like that
 * @param type what is wanted of it
 */
public record DnsQuestion(String name, Type type) {

    /** The record types that Doorward asks for. */
    public enum Type {
        A,
        AAAA,
        MX,
        TXT,
        PTR
    }
}
