package org.doorward.config.load;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.NearestName;
import org.doorward.config.settings.Problems;

/**
 * The fields of one table of an array of tables, such as {@code [[dnsbl.list]]}.
 *
 * @param header as it is written, with its brackets
 * @param what what one table is, in a word with its article
 * @param keys its keys
 * @param required those that must be given
 */
record TableFields(String header, String what, List<Key<?>> keys, List<Key<?>> required) {

    /** The names of all keys. */
    List<String> names() {
        return keys.stream().map(Key::name).toList();
    }

    /** The fields by their names, after noting what is unknown or missing among them; empty when this is no table. */
    Optional<Map<String, Given>> of(Given given, Problems problems) {
        if (!(given.value() instanceof Map)) {
            problems.add(given, "is no table", "write " + header + " and its keys below");
            return Optional.empty();
        }
        Map<String, Given> fields = given.fields();
        fields.forEach((name, field) -> refuseUnknown(name, field, problems));
        for (Key<?> key : required) {
            if (!fields.containsKey(key.name())) {
                problems.add(given, "has no " + key.name(), "write " + key.name() + " = ... below " + header);
            }
        }
        return Optional.of(fields);
    }

    private void refuseUnknown(String name, Given field, Problems problems) {
        List<String> names = names();
        if (!names.contains(name)) {
            String remedy = NearestName.of(name, names)
                    .map(near -> "did you mean " + near + "?")
                    .orElse(what + " has " + String.join(", ", names));
            problems.add(field, "unknown key", remedy);
        }
    }
}
