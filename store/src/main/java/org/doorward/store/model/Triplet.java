package org.doorward.store.model;

/**
 * The greylist's key: who sends, as whom, to whom.
 *
 * @param client the client network in CIDR form ({@code 198.51.100.0/24}), or the organisational domain of a verified
 *     client name ({@code example.org}): the two cannot be confused, for a domain has no slash
 * @param sender the normalised sender, empty for the null sender
 * @param recipient the recipient in lower case
 */
public record Triplet(String client, String sender, String recipient) {}
