package org.doorward.dns;

import java.util.List;
import java.util.Optional;

/**
 * How the DNS is doing.
 *
 * @param problem what is wrong; empty when name servers answer
 * @param servers the name servers that are asked
 * @param remembered how many answers are remembered
 */
public record DnsStatus(Optional<String> problem, List<String> servers, long remembered) {

    /** Whether name servers answer. */
    public boolean available() {
        return problem.isEmpty();
    }
}
