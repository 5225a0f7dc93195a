package org.doorward.config.settings;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * Understands one {@code --set key=value}. The value is TOML; what is not, and does not begin like TOML's strings, lists and
 * tables, is taken as text, so that {@code --set greylist.delay=5s} needs no quotes within quotes.
 */
final class CommandLineOverride {

    private static final String REMEDY = "write --set key=value, such as --set greylist.delay=5s";

    private final Problems problems;

    CommandLineOverride(Problems problems) {
        this.problems = problems;
    }

    /** The value under its full key; empty when it was refused. */
    Optional<Given> read(String argument) {
        int equals = argument.indexOf('=');
        if (equals < 0) {
            return refuse(argument, "has no \"=\"", REMEDY);
        }
        String written = argument.substring(0, equals).strip();
        return key(written)
                .flatMap(key -> value(key, argument.substring(equals + 1).strip()));
    }

    private Optional<String> key(String written) {
        try {
            return Optional.of(Toml.joinKeyPath(Toml.parseDottedKey(written)));
        } catch (IllegalArgumentException malformed) {
            return refuse(written, "is not a key", REMEDY);
        }
    }

    private Optional<Given> value(String key, String text) {
        Origin origin = new Origin.CommandLine(key);
        TomlParseResult result = Toml.parse("value = " + text, TomlTree.PARSING);
        if (!result.hasErrors() && result.keySet().equals(Set.of("value"))) {
            Object value = Objects.requireNonNull(result.get(List.of("value")));
            return Optional.of(new TomlTree(position -> origin).given(key, value, origin));
        }
        if (result.hasErrors() && !text.isEmpty() && "\"'[{".indexOf(text.charAt(0)) >= 0) {
            problems.add(
                    origin,
                    key,
                    ParserMessage.of(result.errors().get(0)),
                    "write a TOML value, and put it in single quotes for the shell");
            return Optional.empty();
        }
        return Optional.of(new Given(key, text, origin));
    }

    private <T> Optional<T> refuse(String argument, String message, String remedy) {
        problems.add(new Origin.CommandLine(argument), "", message, remedy);
        return Optional.empty();
    }
}
