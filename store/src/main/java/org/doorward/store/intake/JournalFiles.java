package org.doorward.store.intake;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.doorward.store.intake.JournalFormat.Header;

/**
 * The files in a journal's directory, looked at without changing anything: which are to be replayed, which may go, and
 * whether they belong to the database at all. Other files in the directory are nobody's business.
 *
 * @param useless what the database has taken over already, and a newest segment without a header: it was killed before it
 *     wrote anything
 * @param toReplay what the database has not taken over, oldest first, without a gap
 */
record JournalFiles(List<Path> useless, List<Path> toReplay) {

    private static final Pattern NAME = Pattern.compile("(\\d{16})\\.journal");

    static Path file(Path directory, long number) {
        return directory.resolve(String.format(Locale.ROOT, "%016d.journal", number));
    }

    /**
     * Looks at a directory.
     *
     * @param store which store the files must belong to
     * @param checkpoint the last segment that the database has taken over
     * @throws JournalMismatchException when a file is missing, damaged at its beginning, or another store's
     */
    static JournalFiles verified(Path directory, long store, long checkpoint)
            throws IOException, JournalMismatchException {
        List<Path> useless = new ArrayList<>();
        List<Path> toReplay = new ArrayList<>();
        List<Path> all = list(directory);
        long before = checkpoint;
        for (Path file : all) {
            boolean newest = file.equals(all.get(all.size() - 1));
            if (newest && Files.size(file) < JournalFormat.HEADER_BYTES) {
                useless.add(file);
                continue;
            }
            long number = verifiedNumber(file, store);
            if (number <= checkpoint) {
                useless.add(file);
            } else if (number == before + 1) {
                toReplay.add(file);
                before = number;
            } else {
                throw JournalMismatchException.missing(file, before);
            }
        }
        return new JournalFiles(useless, toReplay);
    }

    private static long verifiedNumber(Path file, long store) throws IOException, JournalMismatchException {
        Header header = header(file).orElseThrow(() -> JournalMismatchException.noHeader(file));
        if (header.store() != store) {
            throw JournalMismatchException.foreign(file);
        }
        if (header.number() != number(file).orElseThrow()) {
            throw JournalMismatchException.otherNumber(file, header.number());
        }
        return header.number();
    }

    private static Optional<Header> header(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return Header.read(channel);
        }
    }

    /** All segments, oldest first. */
    static List<Path> list(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> number(file).isPresent()).sorted().toList();
        }
    }

    private static OptionalLong number(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
    }
}
