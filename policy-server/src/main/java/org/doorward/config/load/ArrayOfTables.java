package org.doorward.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.ValueType;

/**
 * The type of an array of tables, such as {@code [[dnsbl.list]]}: all of its tables are right, or the whole is refused.
 *
 * @param <T> what one table becomes
 */
interface ArrayOfTables<T> extends ValueType<List<T>> {

    /** The fields of each table. */
    TableFields table();

    /** Understands one table; empty when it was refused, and then the problems say why. */
    Optional<T> one(Given given, Problems problems);

    @Override
    default String description() {
        return "tables of " + String.join(", ", table().names());
    }

    @Override
    default boolean gathers() {
        return true;
    }

    @Override
    default Optional<List<T>> read(Given given, Problems problems) {
        List<T> values = new ArrayList<>();
        List<Given> items = given.items();
        items.forEach(item -> one(item, problems).ifPresent(values::add));
        return values.size() == items.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
    }
}
