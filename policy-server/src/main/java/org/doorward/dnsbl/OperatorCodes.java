package org.doorward.dnsbl;

import java.util.List;
import java.util.Optional;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.pattern.Parsed;
import org.doorward.pattern.ReplyPattern;
import org.doorward.store.net.IpAddress;

/**
 * Replies that are no listings: their operators say by them that we ask too much, through the wrong resolver, or for a zone that is not
 * there. Read as a listing they would refuse everybody; read as an allowance they would let everybody in. Pure.
 */
final class OperatorCodes {

    private static final List<Code> KNOWN = List.of(
            code("spamhaus.org", "127.255.255.252", "the zone's name has a typing error"),
            code("spamhaus.org", "127.255.255.254", "Spamhaus refuses who asks through a public or nameless resolver"),
            code("spamhaus.org", "127.255.255.255", "Spamhaus refuses who asks too much"),
            code("dbl.spamhaus.org", "127.0.1.255", "the list holds no addresses, but was asked for one"),
            code("dnswl.org", "127.0.0.255", "DNSWL refuses who asks too much"),
            code("uribl.com", "127.0.0.1", "URIBL refuses who asks too much, or through a public resolver"),
            code("uribl.com", "127.0.0.255", "URIBL refuses who asks too much"),
            code("surbl.org", "127.0.0.1", "SURBL refuses who asks too much, or through a public resolver"),
            // Others have taken over Spamhaus's numbers; nobody lists anything with them.
            code("", "127.255.255.[0..255]", "the list's operator refuses to answer"));

    private OperatorCodes() {}

    private record Code(String domain, ReplyPattern reply, String meaning) {

        boolean isOf(String zone) {
            return domain.isEmpty()
                    || zone.equals(domain)
                    || zone.endsWith("." + domain)
                    || (domain.equals("spamhaus.org") && zone.endsWith(".dq.spamhaus.net"));
        }
    }

    private static Code code(String domain, String reply, String meaning) {
        return new Code(domain, ((Parsed.Value<ReplyPattern>) ReplyPattern.parse(reply)).value(), meaning);
    }

    /** What a list's operator says by a reply; empty for a listing. */
    static Optional<String> meaning(DnsList list, IpAddress reply) {
        if (list.errors().stream().anyMatch(error -> error.matches(reply))) {
            return Optional.of("its operator refuses to answer (errors = " + reply + ")");
        }
        return KNOWN.stream()
                .filter(code -> code.isOf(list.zone()) && code.reply().matches(reply))
                .findFirst()
                .map(code -> code.meaning() + " (" + reply + ")");
    }
}
