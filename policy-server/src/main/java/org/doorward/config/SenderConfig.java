package org.doorward.config;

/**
 * Section {@code [sender]}.
 *
 * @param enabled whether the sender's address is looked at
 * @param noMailPoints for a sender's domain that does not exist, or has neither a mail server nor an address
 * @param nullMxPoints for a domain that says it takes no mail (RFC 7505)
 * @param isRecipientPoints for a sender that is the recipient
 */
public record SenderConfig(boolean enabled, double noMailPoints, double nullMxPoints, double isRecipientPoints) {}
