package org.doorward.config;

import java.util.List;
import org.doorward.store.net.Cidr;

/**
 * Section {@code [exempt]}: who is never questioned.
 *
 * @param authenticated whether clients that logged in are exempt
 * @param networks client networks; loopback only by default, private networks are for the operator to name
 * @param recipients recipient patterns as in postgrey's {@code whitelist_recipients}: {@code user@domain}, {@code user@},
 *     {@code domain} (with its sub-domains), or {@code /regex/}
 */
public record ExemptConfig(boolean authenticated, List<Cidr> networks, List<String> recipients) {}
