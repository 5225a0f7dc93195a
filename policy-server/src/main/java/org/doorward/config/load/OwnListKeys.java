package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.decimal;

import java.nio.file.Path;
import java.util.List;
import org.doorward.config.OwnListConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;

/** Section {@code [own_list]}. */
final class OwnListKeys {

    static final Key<List<Path>> FILES = Key.of(
            "own_list.files",
            ValueType.listOf(FileTypes.EXISTING_FILE),
            List.of(),
            "Files of addresses and networks that are not wanted, one a line, with an end and a reason",
            "who has a list brings it along; single entries are easier by \"doorward list add\"");

    static final Key<Double> POINTS = Key.of(
            "own_list.points",
            decimal(0.5, 1000),
            15.0,
            "How many points an entry is worth",
            "as many as reject by themselves; with fewer it only adds to what others find");

    static final Section SECTION =
            Section.of("own_list", "Addresses and networks that you list by hand.", FILES, POINTS);

    private OwnListKeys() {}

    static OwnListConfig read(Settings settings) {
        return new OwnListConfig(settings.get(FILES), settings.get(POINTS));
    }
}
