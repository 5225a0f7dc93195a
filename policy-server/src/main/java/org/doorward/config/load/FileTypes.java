package org.doorward.config.load;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;

/** Files and directories. What is not absolute lies below the working directory. */
final class FileTypes {

    /** A file that is there and may be read. */
    static final ValueType<Path> EXISTING_FILE =
            ValueType.text("the path of a file", text -> path(text).then(FileTypes::readable));

    /** Likewise, or empty. */
    static final ValueType<Optional<Path>> OPTIONAL_FILE = ValueType.text(
            "the path of a file, or empty",
            text -> text.isEmpty()
                    ? Outcome.of(Optional.empty())
                    : path(text).then(FileTypes::readable).then(file -> Outcome.of(Optional.of(file))));

    /** A directory that may be made yet, or empty. */
    static final ValueType<Optional<Path>> OPTIONAL_DIRECTORY = ValueType.text(
            "the path of a directory, or empty",
            text -> text.isEmpty()
                    ? Outcome.of(Optional.empty())
                    : path(text).then(FileTypes::noFile).then(directory -> Outcome.of(Optional.of(directory))));

    private FileTypes() {}

    private static Outcome<Path> path(String text) {
        try {
            return text.isBlank() ? Outcome.refuse("is no path", "name a file") : Outcome.of(Path.of(text));
        } catch (InvalidPathException invalid) {
            return Outcome.refuse(Quoted.of(text) + " is no path", "name a file");
        }
    }

    private static Outcome<Path> readable(Path path) {
        Path file = path.toAbsolutePath().normalize();
        String shown = Quoted.of(file.toString());
        if (!Files.exists(file)) {
            return Outcome.refuse("there is no file " + shown, "create it, or take it out of the configuration");
        }
        if (!Files.isRegularFile(file)) {
            return Outcome.refuse(shown + " is not a file", "name a file");
        }
        return Files.isReadable(file)
                ? Outcome.of(file)
                : Outcome.refuse(shown + " may not be read", "let the user that Doorward runs as read it");
    }

    private static Outcome<Path> noFile(Path path) {
        return Files.isRegularFile(path)
                ? Outcome.refuse(Quoted.of(path.toString()) + " is a file", "name a directory; it is made if need be")
                : Outcome.of(path);
    }
}
