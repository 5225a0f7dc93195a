package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.choice;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.DnsblConfig.Subject;
import org.doorward.config.DnsblConfig.Weight;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.ValueType;
import org.doorward.pattern.ReplyPattern;

/** The tables {@code [[dnsbl.list]]}. */
record DnsblLists() implements ArrayOfTables<DnsList> {

    static final Key<String> ZONE = Key.of(
            "zone",
            DnsblTypes.ZONE,
            "",
            "The list's zone, as its operator names it; it must be given",
            "a zone that is known to be dead is refused, with the date");

    static final Key<String> NAME = Key.of(
            "name",
            DnsblTypes.ZONE,
            "",
            "What the list is called in texts, logs and metrics; its zone, when left out",
            "a zone with your key in it is nobody's business; the keys of dq.spamhaus.net and mail.abusix.zone are left out by"
                    + " themselves");

    static final Key<List<Subject>> ASK = Key.of(
            "ask",
            ValueType.listOf(choice(Subject.class)),
            List.of("ipv4"),
            "What it is asked for: addresses of clients, or names in HELO, of the sender's domain, of the client (verified)",
            "[\"ipv4\"] when left out: many lists hold no IPv6 address");

    static final Key<List<Weight>> POINTS = Key.of(
            "points",
            DnsblTypes.POINTS,
            "",
            "What a listing is worth: a number, or a table with a number for each pattern of replies; it must be given. Negative"
                    + " ones speak for the client",
            "no single list should reach decision.reject_at");

    static final Key<String> PAGE = Key.of(
            "page",
            DnsblTypes.PAGE,
            "",
            "Where the listed can read why; {address} and {name} stand for what is listed",
            "who is refused wrongly must find out where to turn to");

    static final Key<Boolean> TXT = Key.of(
            "txt",
            bool(),
            false,
            "Whether the list's own explanation (its TXT record) is asked for, and shown",
            "one more question for each listing");

    static final Key<List<String>> PROBE_LISTED = Key.of(
            "probe_listed",
            ValueType.listOf(DnsblTypes.PROBE),
            List.of(),
            "What the list must hold to be believed; by RFC 5782, when left out: 127.0.0.2, ::ffff:127.0.0.2, or the name test",
            "a list that does not answer as it should is parked; [] for one without such an entry");

    static final Key<List<String>> PROBE_CLEAR = Key.of(
            "probe_clear",
            ValueType.listOf(DnsblTypes.PROBE),
            List.of(),
            "What it must not hold; when left out: 127.0.0.1, ::ffff:127.0.0.1, or the name invalid",
            "a list that lists everything lists this too");

    static final Key<List<ReplyPattern>> ERRORS = Key.of(
            "errors",
            ValueType.listOf(DnsblTypes.REPLY),
            List.of(),
            "Replies by which the operator says something else than \"listed\", such as that you ask too much",
            "those of Spamhaus, DNSWL, URIBL, SURBL and of all who answer within 127.255.255.0/24 are known");

    /** The keys of a list. */
    static final List<Key<?>> FIELDS = List.of(ZONE, NAME, ASK, POINTS, PAGE, TXT, PROBE_LISTED, PROBE_CLEAR, ERRORS);

    private static final TableFields TABLE = new TableFields("[[dnsbl.list]]", "a list", FIELDS, List.of(ZONE, POINTS));

    @Override
    public TableFields table() {
        return TABLE;
    }

    /** What a list is called; empty when that cannot be said. */
    static Optional<String> name(Given given) {
        Map<String, Given> fields = given.fields();
        Problems unheard = new Problems();
        return NAME.readField(fields, unheard)
                .or(() -> ZONE.readField(fields, unheard).map(DnsblTypes::withoutKey));
    }

    @Override
    public Optional<DnsList> one(Given given, Problems problems) {
        Optional<Map<String, Given>> table = TABLE.of(given, problems);
        if (table.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Given> fields = table.get();
        Optional<String> zone = ZONE.readField(fields, problems);
        Optional<List<Weight>> points = POINTS.readField(fields, problems);
        Optional<Set<Subject>> ask = ask(fields, problems);
        if (zone.isEmpty()
                || points.isEmpty()
                || ask.isEmpty()
                || retired(fields, zone.get(), problems)
                || believesTheClient(fields, points.get(), ask.get(), problems)) {
            return Optional.empty();
        }
        return Optional.of(new DnsList(
                zone.get(),
                NAME.readField(fields, problems).orElseGet(() -> DnsblTypes.withoutKey(zone.get())),
                ask.get(),
                points.get(),
                PAGE.readField(fields, problems).orElse(""),
                TXT.readField(fields, problems).orElse(false),
                PROBE_LISTED.readField(fields, problems).orElseGet(() -> ShippedLists.listed(ask.get())),
                PROBE_CLEAR.readField(fields, problems).orElseGet(() -> ShippedLists.clear(ask.get())),
                ERRORS.readField(fields, problems).orElse(List.of())));
    }

    private static Optional<Set<Subject>> ask(Map<String, Given> fields, Problems problems) {
        Given given = fields.get(ASK.name());
        if (given == null) {
            return Optional.of(Set.of(Subject.IPV4));
        }
        Optional<List<Subject>> read = ASK.type().read(given, problems);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        if (read.get().isEmpty()) {
            problems.add(given, "is empty, and the list would never be asked", "take the list out");
            return Optional.empty();
        }
        if (read.get().stream().map(Subject::address).distinct().count() > 1) {
            problems.add(given, "names addresses and names", "a list holds one or the other; write two [[dnsbl.list]]");
            return Optional.empty();
        }
        return Optional.of(Collections.unmodifiableSet(EnumSet.copyOf(read.get())));
    }

    /** Whether a client could have itself spared by the name of a good sender: what it says in HELO and MAIL FROM anybody can say. */
    private static boolean believesTheClient(
            Map<String, Given> fields, List<Weight> points, Set<Subject> ask, Problems problems) {
        boolean sparing = points.stream().anyMatch(weight -> weight.points() < 0);
        Given written = fields.get(POINTS.name());
        if (!sparing || written == null || (!ask.contains(Subject.HELO) && !ask.contains(Subject.SENDER))) {
            return false;
        }
        problems.add(
                written,
                "speaks for clients by a name that they choose themselves",
                "ask such a list for addresses or for \"client\" only");
        return true;
    }

    private static boolean retired(Map<String, Given> fields, String zone, Problems problems) {
        Optional<RetiredLists.Retired> retired = RetiredLists.find(zone.toLowerCase(Locale.ROOT));
        Given written = fields.get(ZONE.name());
        if (retired.isEmpty() || written == null) {
            return false;
        }
        problems.add(
                written,
                "is a dead list: " + retired.get().reason() + " ("
                        + retired.get().since() + ")",
                "take it out: it helps nobody, and may come to list everybody");
        return true;
    }
}
