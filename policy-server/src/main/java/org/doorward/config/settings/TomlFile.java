package org.doorward.config.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/** Reads one configuration file. */
final class TomlFile {

    /** A configuration is a few kilobytes; what is larger is a mistake, such as a log or a database. */
    private static final long LONGEST = 1L << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;
    private final Problems problems;

    TomlFile(Path file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * What was read.
     *
     * @param root the values; where the syntax was wrong, those that could be read all the same
     * @param wellFormed whether the syntax was right
     */
    record Content(Given root, boolean wellFormed) {}

    /** Reads and parses; empty when the file could not be read at all. */
    Optional<Content> read() {
        return text().map(this::parse);
    }

    private Optional<String> text() {
        try {
            if (Files.isDirectory(file)) {
                return refuse("is a directory", "name a file");
            }
            if (Files.size(file) > LONGEST) {
                return refuse("is larger than 1MiB", "name a configuration file");
            }
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException missing) {
            return refuse("does not exist", "create it, or name another with --config");
        } catch (AccessDeniedException denied) {
            return refuse("may not be read", "let the user that Doorward runs as read it");
        } catch (CharacterCodingException binary) {
            return refuse("is not UTF-8 text", "save it as UTF-8");
        } catch (IOException failed) {
            return refuse("cannot be read: " + Quoted.plain(String.valueOf(failed.getMessage())), "check the file");
        }
    }

    private Optional<String> refuse(String message, String remedy) {
        problems.add(new Origin.InFile(file, 0, 0), "", message, remedy);
        return Optional.empty();
    }

    private Content parse(String text) {
        boolean marked = text.startsWith(BYTE_ORDER_MARK);
        TomlParseResult result = Toml.parse(marked ? text.substring(1) : text, TomlTree.PARSING);
        result.errors().forEach(this::note);
        Given root = new TomlTree(this::origin).given("", result, new Origin.InFile(file, 0, 0));
        return new Content(root, !result.hasErrors());
    }

    private Origin origin(TomlPosition position) {
        return new Origin.InFile(file, position.line(), position.column());
    }

    private void note(TomlParseError error) {
        String remedy = ParserMessage.isDuplicate(error)
                ? "keep one of them"
                : "texts, durations and sizes stand in quotes, one key a line, as in delay = \"3m\"";
        problems.add(origin(error.position()), "", ParserMessage.of(error), remedy);
    }
}
