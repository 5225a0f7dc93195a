package org.doorward.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.doorward.store.net.Cidr;

/**
 * Section {@code [access]}: the operator's allow and deny lists.
 *
 * @param clientFiles files in the format of postgrey's {@code whitelist_clients}; each line allows
 * @param recipientFiles files in the format of postgrey's {@code whitelist_recipients}; each line allows
 * @param denyClientFiles files in the format of the first; each line denies
 * @param denyRecipientFiles files in the format of the second; each line denies
 * @param denyText what a denied client is told
 * @param entries the entries of the configuration, {@code [[access.allow]]} and {@code [[access.deny]]} in their order; deny
 *     entries are looked at first
 */
public record AccessConfig(
        List<Path> clientFiles,
        List<Path> recipientFiles,
        List<Path> denyClientFiles,
        List<Path> denyRecipientFiles,
        String denyText,
        List<Entry> entries) {

    /**
     * One entry. All matchers that it names must match.
     *
     * @param allow whether it allows; else it denies
     * @param network matches the client's address
     * @param name matches the client's verified name: a domain and its sub-domains, or {@code /regex/}
     * @param sender matches the sender, as a pattern of {@code whitelist_recipients}
     * @param recipient matches the recipient, as a pattern of {@code whitelist_recipients}
     * @param note why the entry is there, shown in logs
     * @param expires when it ends, or empty
     */
    public record Entry(
            boolean allow,
            Optional<Cidr> network,
            Optional<String> name,
            Optional<String> sender,
            Optional<String> recipient,
            String note,
            Optional<Instant> expires) {}
}
