package org.doorward.config.load;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;

/** What only the firewall's section holds. */
final class FirewallTypes {

    private static final Pattern TABLE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,29}");
    private static final Pattern URL = Pattern.compile("https?://[!-~]{1,1000}");

    /** The name of a table of nftables. */
    static final ValueType<String> TABLE_NAME = ValueType.text(
            "a name of letters, digits and underscores",
            text -> TABLE.matcher(text).matches()
                    ? Outcome.of(text)
                    : Outcome.refuse(
                            Quoted.of(text) + " can be no table's name", "write a name, such as \"doorward\""));

    /** A list of networks to drop: a file, or a page. */
    static final ValueType<String> DROP_LIST = ValueType.text(
            "the path of a file, or a URL",
            text -> URL.matcher(text).matches() || text.startsWith("/")
                    ? Outcome.of(text)
                    : Outcome.refuse(
                            Quoted.of(text) + " is neither",
                            "write a path from / on, or a URL with http:// or https://"));

    /** A file that may be made yet, or empty. */
    static final ValueType<Optional<Path>> OPTIONAL_NEW_FILE = ValueType.text(
            "the path of a file, or empty", text -> text.isEmpty() ? Outcome.of(Optional.empty()) : file(text));

    /** One word of a command. */
    static final ValueType<String> WORD = ValueType.text(
            "a word",
            text -> text.indexOf('\0') < 0 ? Outcome.of(text) : Outcome.refuse("holds a zero byte", "take it out"));

    private FirewallTypes() {}

    private static Outcome<Optional<Path>> file(String text) {
        try {
            Path path = Path.of(text);
            return path.isAbsolute()
                    ? Outcome.of(Optional.of(path))
                    : Outcome.refuse(Quoted.of(text) + " is not absolute", "write a path from / on");
        } catch (InvalidPathException invalid) {
            return Outcome.refuse(Quoted.of(text) + " is no path", "name a file");
        }
    }
}
