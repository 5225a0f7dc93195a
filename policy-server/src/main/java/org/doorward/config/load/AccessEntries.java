package org.doorward.config.load;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.config.AccessConfig;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.ValueType;
import org.doorward.store.net.Cidr;

/**
 * The tables {@code [[access.allow]]} and {@code [[access.deny]]}.
 *
 * @param allow which of the two
 */
record AccessEntries(boolean allow) implements ArrayOfTables<AccessConfig.Entry> {

    private static final Key<Cidr> NETWORK =
            Key.of("network", TextTypes.NETWORK, "", "Matches the client's address", "an address cannot be forged");

    private static final Key<String> NAME = Key.of(
            "name",
            Patterns.NAME,
            "",
            "Matches the client's verified name; a domain matches its sub-domains too",
            "a name counts only where its address leads back to it, so nobody can claim another's");

    private static final Key<String> SENDER = Key.of(
            "sender",
            Patterns.ADDRESS,
            "",
            "Matches the sender; a domain matches its sub-domains too",
            "anybody can write any sender: allow a sender only together with a network or a name");

    private static final Key<String> RECIPIENT = Key.of(
            "recipient", Patterns.ADDRESS, "", "Matches the recipient", "some mailboxes take mail from everybody");

    private static final Key<String> NOTE = Key.of(
            "note",
            ValueType.text("a text", Outcome::of),
            "",
            "Why the entry is there; shown in the log",
            "in two years nobody remembers");

    private static final Key<Instant> EXPIRES = Key.of(
            "expires",
            ValueType.single(
                    Temporal.class,
                    "a date, or a time with its zone",
                    "write it without quotes, as in 2027-01-31 or 2027-01-31T12:00:00Z",
                    AccessEntries::instant),
            "",
            "When the entry ends; a date ends as it begins, in UTC. An entry that has ended is no mistake",
            "an exception for a day must not last for years");

    /** The keys of an entry, all of which may be left out, but one of the first four. */
    static final List<Key<?>> FIELDS = List.of(NETWORK, NAME, SENDER, RECIPIENT, NOTE, EXPIRES);

    @Override
    public TableFields table() {
        return new TableFields("[[access." + (allow ? "allow" : "deny") + "]]", "an entry", FIELDS, List.of());
    }

    @Override
    public Optional<AccessConfig.Entry> one(Given given, Problems problems) {
        Optional<Map<String, Given>> table = table().of(given, problems);
        if (table.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Given> fields = table.get();
        if (List.of(NETWORK, NAME, SENDER, RECIPIENT).stream().noneMatch(key -> fields.containsKey(key.name()))) {
            problems.add(
                    given, "names nobody, and would match everybody", "add network, name, sender or recipient to it");
            return Optional.empty();
        }
        return Optional.of(new AccessConfig.Entry(
                allow,
                NETWORK.readField(fields, problems),
                NAME.readField(fields, problems),
                SENDER.readField(fields, problems),
                RECIPIENT.readField(fields, problems),
                NOTE.readField(fields, problems).orElse(""),
                EXPIRES.readField(fields, problems)));
    }

    private static Outcome<Instant> instant(Temporal written) {
        if (written instanceof OffsetDateTime time) {
            return Outcome.of(time.toInstant());
        }
        if (written instanceof LocalDate date) {
            return Outcome.of(date.atStartOfDay(ZoneOffset.UTC).toInstant());
        }
        String remedy = written instanceof LocalDateTime ? "add the zone, as in " + written + "Z" : "write a date";
        return Outcome.refuse(written + " is no point in time", remedy);
    }
}
