package org.doorward.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.config.DnsblConfig.Weight;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;
import org.doorward.config.settings.ValueTypes;
import org.doorward.pattern.Parsed;
import org.doorward.pattern.ReplyPattern;
import org.doorward.store.net.IpAddress;

/** What the keys of a DNS list are written as. */
final class DnsblTypes {

    /** Leaves room for a reversed IPv6 address in front: 253 characters in all. */
    private static final int LONGEST_ZONE = 180;

    private static final int LONGEST_PAGE = 200;

    private static final Pattern NAME = Pattern.compile(
            "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");

    private static final Pattern UNPRINTABLE = Pattern.compile("[^!-~]");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*\\}?");

    /** Lists whose zone begins with the customer's key. */
    private static final Pattern KEYED = Pattern.compile("[^.]+\\.(.+\\.(?:dq\\.spamhaus\\.net|mail\\.abusix\\.zone))");

    /** A zone. */
    static final ValueType<String> ZONE = ValueType.text(
            "a domain such as bl.spamcop.net",
            text -> text.length() <= LONGEST_ZONE
                            && text.indexOf('.') > 0
                            && NAME.matcher(text).matches()
                    ? Outcome.of(text.toLowerCase(Locale.ROOT))
                    : Outcome.refuse(
                            Quoted.of(text) + " is no zone",
                            "write the domain as the list's operator names it, without a dot at its end"));

    /** An address or a name that a list is asked for to see whether it works. */
    static final ValueType<String> PROBE = ValueType.text(
            "an address or a name",
            text -> IpAddress.parse(text).isPresent() || NAME.matcher(text).matches()
                    ? Outcome.of(text.toLowerCase(Locale.ROOT))
                    : Outcome.refuse(Quoted.of(text) + " is no address and no name", "write 127.0.0.2, or a domain"));

    /** A pattern of replies. */
    static final ValueType<ReplyPattern> REPLY =
            ValueType.text("a reply such as 127.0.0.2, 127.0.0.[4..7;10] or 127.0.0.&8", DnsblTypes::reply);

    /** A page's address with placeholders. */
    static final ValueType<String> PAGE =
            ValueType.text("the address of a page, with {address} or {name} in it, or empty", DnsblTypes::page);

    /** Points for any reply, or for patterns of replies. */
    static final ValueType<List<Weight>> POINTS = new Points();

    private DnsblTypes() {}

    /** The zone without the customer's key. */
    static String withoutKey(String zone) {
        Matcher keyed = KEYED.matcher(zone);
        return keyed.matches() ? keyed.group(1) : zone;
    }

    private static Outcome<ReplyPattern> reply(String text) {
        Parsed<ReplyPattern> parsed = ReplyPattern.parse(text);
        return parsed instanceof Parsed.Refused<ReplyPattern> refused
                ? Outcome.refuse(refused.message(), refused.remedy())
                : Outcome.of(((Parsed.Value<ReplyPattern>) parsed).value());
    }

    private static Outcome<String> page(String text) {
        if (text.length() > LONGEST_PAGE || UNPRINTABLE.matcher(text).find()) {
            return Outcome.refuse(
                    Quoted.of(text) + " is no address of a page",
                    "write at most " + LONGEST_PAGE + " printable ASCII characters without a blank");
        }
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            if (!placeholder.group().equals("{address}") && !placeholder.group().equals("{name}")) {
                return Outcome.refuse(
                        "has the unknown placeholder " + Quoted.of(placeholder.group()), "write {address} or {name}");
            }
        }
        return Outcome.of(text);
    }

    /** See {@link #POINTS}. */
    private record Points() implements ValueType<List<Weight>> {

        private static final ValueType<Double> NUMBER = ValueTypes.decimal(-100, 100);

        @Override
        public String description() {
            return "a number from -100 to 100, or a table of replies and such numbers";
        }

        @Override
        public Optional<List<Weight>> read(Given given, Problems problems) {
            if (!(given.value() instanceof Map)) {
                return NUMBER.read(given, problems).map(points -> List.of(new Weight(ReplyPattern.ANY, points)));
            }
            Map<String, Given> fields = given.fields();
            List<Weight> weights = new ArrayList<>();
            fields.forEach((text, field) -> {
                Optional<ReplyPattern> reply = reply(text).noting(field, problems);
                Optional<Double> points = NUMBER.read(field, problems);
                reply.ifPresent(known -> points.ifPresent(number -> weights.add(new Weight(known, number))));
            });
            if (fields.isEmpty()) {
                problems.add(given, "is empty, and no reply would count", "write a number, or a reply and a number");
            }
            return weights.isEmpty() || weights.size() < fields.size()
                    ? Optional.empty()
                    : Optional.of(List.copyOf(weights));
        }
    }
}
