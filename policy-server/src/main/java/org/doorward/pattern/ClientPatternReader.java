package org.doorward.pattern;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.doorward.store.net.Cidr;
import org.doorward.text.ClientText;

/** Tells the forms of {@link ClientPattern} apart. */
final class ClientPatternReader {

    private static final Pattern PARTIAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){1,2}");
    private static final Pattern LIKE_ADDRESS = Pattern.compile("[\\d.]+|.*[:/].*");

    private ClientPatternReader() {}

    static Parsed<ClientPattern> read(String text) {
        if (text.startsWith("/")) {
            return BoundedRegex.parse(text).map(ClientPattern.Regex::new);
        }
        if (PARTIAL.matcher(text).matches()) {
            return partial(text);
        }
        if (LIKE_ADDRESS.matcher(text).matches()) {
            return network(text, text);
        }
        return Domains.wellFormed(text)
                ? new Parsed.Value<>(new ClientPattern.Name(text.toLowerCase(Locale.ROOT)))
                : refused(text, "no domain, address or network has this form");
    }

    private static Parsed<ClientPattern> partial(String text) {
        boolean two = text.indexOf('.') == text.lastIndexOf('.');
        return network(text, two ? text + ".0.0/16" : text + ".0/24");
    }

    private static Parsed<ClientPattern> network(String text, String whole) {
        Optional<Cidr> cidr = Cidr.parse(whole);
        if (cidr.isPresent()) {
            return new Parsed.Value<>(new ClientPattern.Network(cidr.get()));
        }
        return refused(text, Cidr.problem(whole).orElse(""));
    }

    private static Parsed<ClientPattern> refused(String text, String why) {
        String remedy = "write an address, a network such as 198.51.100.0/24, a domain, or /regex/";
        return new Parsed.Refused<>("\"" + ClientText.excerpt(text) + "\" is no client: " + why, remedy);
    }
}
