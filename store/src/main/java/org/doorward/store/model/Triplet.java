package org.doorward.store.model;

/**
 * The greylist's key: who sends, as whom, to whom.
 *
 * @param client the client network in CIDR form ({@code 198.51.100.0/24}), or the organisational domain of a verified
 *     client name ({@code example.org}): the two cannot be confused, for a domain has no slash
 * @param sender the normalised sender, empty for the null sender
 * @param recipient the recipient in lower case
 */
public record Triplet(String client, String sender, String recipient) {

    /** Written out because a record's own goes through method handles, which the answer to each known triplet would pay for. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Triplet triplet
                && triplet.recipient.equals(recipient)
                && triplet.sender.equals(sender)
                && triplet.client.equals(client);
    }

    @Override
    public int hashCode() {
        return (client.hashCode() * 31 + sender.hashCode()) * 31 + recipient.hashCode();
    }
}
