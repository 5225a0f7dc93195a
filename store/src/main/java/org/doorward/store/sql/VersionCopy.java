package org.doorward.store.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.h2.engine.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy of a database that another version wrote, before this version opens it.
 *
 * <p>Which version wrote a file is only known after it was opened, which may already change it. So it stands in a small file
 * beside the database.
 */
final class VersionCopy {

    private static final Logger LOG = LoggerFactory.getLogger(VersionCopy.class);

    /** What an opening that failed leaves behind: the next one must not put what that left in the good copy's place. */
    private static final String OPENING = "opening by ";

    private VersionCopy() {}

    /** Copies the database when the file beside it names another version, or when there is none. */
    static void beforeOpening(Path database, int form) throws IOException {
        if (!Files.exists(database)) {
            return;
        }
        Path mark = mark(database);
        Path copy = database.resolveSibling(database.getFileName() + ".before-" + version(form));
        String wrote = Files.exists(mark)
                ? Files.readString(mark, StandardCharsets.US_ASCII).strip()
                : "unknown";
        boolean copied = wrote.equals(OPENING + version(form)) && Files.exists(copy);
        if (copied || wrote.equals(version(form))) {
            return;
        }
        Files.copy(database, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        write(mark, OPENING + version(form));
        LOG.info(
                "the database was written by version {}; before it is opened by {} it was copied to {}",
                wrote,
                version(form),
                copy);
    }

    /** Writes down that this version has opened the database. */
    static void opened(Path database, int form) throws IOException {
        write(mark(database), version(form));
    }

    private static void write(Path mark, String text) throws IOException {
        Files.writeString(mark, text + "\n", StandardCharsets.US_ASCII);
    }

    private static Path mark(Path database) {
        return database.resolveSibling("version");
    }

    private static String version(int form) {
        return "h2-" + Constants.VERSION + "-form-" + form;
    }
}
