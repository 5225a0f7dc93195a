package org.doorward.config.load;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.Quoted;
import org.doorward.pattern.LinePattern;
import org.doorward.pattern.Parsed;

/** The tables {@code [[watch.rule]]}. What a rule's vector is, is known when all vectors are. */
record WatchRules() implements ArrayOfTables<WatchRules.Written> {

    static final Key<String> NAME = Key.of(
            "name",
            WatchTypes.WORD,
            "",
            "What the rule is called; it must be given",
            "a message and the evidence of a ban name it");

    static final Key<String> PROGRAM = Key.of(
            "program",
            WatchTypes.PROGRAM,
            "",
            "Whose lines these are, as syslog names it; it must be given",
            "the lines of all other programs are not even looked at");

    static final Key<LinePattern> PATTERN = Key.of(
            "pattern",
            WatchTypes.PATTERN,
            "",
            "A regular expression for the message, with the address in (?<address>...); it must be given",
            "the address stands at a fixed place from the beginning or the end, or a client could write another one's");

    static final Key<String> VECTOR = Key.of(
            "vector",
            WatchTypes.WORD,
            "",
            "What a line is an offence of: one of the vectors, or one of [[watch.vector]]; it must be given",
            "points and tripwires go by it");

    static final Key<String> SAMPLE = Key.of(
            "sample",
            WatchTypes.SAMPLE,
            "",
            "A message that the rule is for; it must be given",
            "a rule that does not match its own sample is refused at once, and not found to be useless a year later");

    /** The keys of a rule. */
    static final List<Key<?>> FIELDS = List.of(NAME, PROGRAM, PATTERN, VECTOR, SAMPLE);

    private static final TableFields TABLE = new TableFields("[[watch.rule]]", "a rule", FIELDS, FIELDS);

    /**
     * A rule as it is written.
     *
     * @param vector the label of its vector
     */
    record Written(String name, String program, LinePattern pattern, String vector) {}

    @Override
    public TableFields table() {
        return TABLE;
    }

    @Override
    public Optional<Written> one(Given given, Problems problems) {
        Optional<Map<String, Given>> table = TABLE.of(given, problems);
        if (table.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Given> fields = table.get();
        Optional<String> name = NAME.readField(fields, problems);
        Optional<String> program = PROGRAM.readField(fields, problems);
        Optional<LinePattern> pattern = PATTERN.readField(fields, problems);
        Optional<String> vector = VECTOR.readField(fields, problems);
        Optional<String> sample = SAMPLE.readField(fields, problems);
        if (name.isEmpty() || program.isEmpty() || pattern.isEmpty() || vector.isEmpty() || sample.isEmpty()) {
            return Optional.empty();
        }
        return tried(fields.getOrDefault(SAMPLE.name(), given), pattern.get(), sample.get(), problems)
                ? Optional.of(new Written(name.get(), program.get(), pattern.get(), vector.get()))
                : Optional.empty();
    }

    private static boolean tried(Given written, LinePattern pattern, String sample, Problems problems) {
        if (!pattern.matches(sample)) {
            problems.add(written, "is not matched by the rule's pattern", "mend one of them; write the message alone");
            return false;
        }
        if (pattern.address(sample).isEmpty()) {
            problems.add(written, "has no address where the rule's pattern looks for it", "mend one of them");
            return false;
        }
        return true;
    }

    /** See {@link #PATTERN}. */
    static Outcome<LinePattern> pattern(String text) {
        Parsed<LinePattern> parsed = LinePattern.parse(text);
        return parsed instanceof Parsed.Refused<LinePattern> refused
                ? Outcome.refuse(Quoted.of(text) + " " + refused.message(), refused.remedy())
                : Outcome.of(((Parsed.Value<LinePattern>) parsed).value());
    }
}
