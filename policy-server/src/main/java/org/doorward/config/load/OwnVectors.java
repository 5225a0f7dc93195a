package org.doorward.config.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.config.OwnVector;
import org.doorward.config.Tripwire;
import org.doorward.config.Vector;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.ValueTypes;

/** The tables {@code [[watch.vector]]}. */
record OwnVectors() implements ArrayOfTables<OwnVector> {

    /** Each is a label of metrics. */
    private static final int MOST = 30;

    static final Key<String> NAME = Key.of(
            "name",
            WatchTypes.WORD,
            "",
            "What the vector is called; it must be given",
            "rules, reports, metrics and why name it");

    static final Key<Double> POINTS = Key.of(
            "points",
            ValueTypes.decimal(0, 1000),
            1.0,
            "What an offence of it counts",
            "as unknown_user; one that counts nothing needs a tripwire");

    static final Key<Optional<Tripwire>> TRIPWIRE = Key.of(
            "tripwire",
            Tripwires.TYPE,
            "",
            "How many of them ban at once",
            "none when left out: its points add up with others'");

    /** The keys of a vector. */
    static final List<Key<?>> FIELDS = List.of(NAME, POINTS, TRIPWIRE);

    private static final TableFields TABLE = new TableFields("[[watch.vector]]", "a vector", FIELDS, List.of(NAME));

    @Override
    public TableFields table() {
        return TABLE;
    }

    @Override
    public Optional<List<OwnVector>> read(Given given, Problems problems) {
        Map<String, OwnVector> vectors = new LinkedHashMap<>();
        List<Given> items = new ArrayList<>(given.items());
        if (items.size() > MOST) {
            problems.add(given, "has more than " + MOST + " vectors", "put what is alike under one");
        }
        items.forEach(item -> one(item, problems).ifPresent(vector -> {
            if (Vector.of(vector.vector().label()).isPresent()
                    || vectors.putIfAbsent(vector.vector().label(), vector) != null) {
                problems.add(item, "is called as another vector is", "give it another name");
            }
        }));
        return vectors.size() == items.size() ? Optional.of(List.copyOf(vectors.values())) : Optional.empty();
    }

    @Override
    public Optional<OwnVector> one(Given given, Problems problems) {
        Optional<Map<String, Given>> table = TABLE.of(given, problems);
        if (table.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Given> fields = table.get();
        double points = POINTS.readField(fields, problems).orElseGet(POINTS::defaultResult);
        Optional<Tripwire> tripwire = TRIPWIRE.readField(fields, problems).orElse(Optional.empty());
        return NAME.readField(fields, problems).map(name -> new OwnVector(Vector.own(name), points, tripwire));
    }
}
