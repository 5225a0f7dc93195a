package org.doorward.config;

/**
 * Section {@code [reverse_name]}.
 *
 * @param enabled whether the client's name in the DNS is looked at
 * @param missingPoints for an address without a reverse name
 * @param unconfirmedPoints for a reverse name that does not lead back to the address
 * @param dynamicPoints for a verified name that looks like one of an access provider's
 */
public record ReverseNameConfig(
        boolean enabled, double missingPoints, double unconfirmedPoints, double dynamicPoints) {}
