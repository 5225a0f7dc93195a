package org.doorward.pattern;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A flat file of patterns, one a line, as postgrey has them:
 *
 * <pre>
 * # a comment
 * example.org            # a note, which logs show beside the entry
 * /^mx[0-9]+\.example\./
 * </pre>
 *
 * <p>UTF-8. Blank lines and comments are skipped. A pattern holds no blanks. In an expression a {@code #} is a character
 * like any other (postgrey ends the line there); everywhere else it begins the note.
 *
 * @param <T> what each line is
 */
public final class ListFile<T> {

    /** With {@link #MOST_LINES} this bounds what one file takes of the heap: some 20 MiB, and as much again while it is read anew. */
    public static final long LARGEST = 4L << 20;

    /** What a line becomes takes a few hundred bytes, however short the line is. A longer list wants to be a DNS list. */
    public static final int MOST_LINES = 50_000;

    private static final String TOO_LARGE = "split it and raise DOORWARD_HEAP, or use a DNS list";

    /** An operator mends the first ones, then looks again. */
    private static final int MOST_PROBLEMS = 100;

    private static final Pattern EXPRESSION = Pattern.compile("(/\\S+/)\\s*(?:#(.*))?");
    private static final Pattern PLAIN = Pattern.compile("([^#]*)(?:#(.*))?");

    private final Function<String, Parsed<T>> pattern;

    /**
     * A reader of such files.
     *
     * @param pattern reads one pattern
     */
    public ListFile(Function<String, Parsed<T>> pattern) {
        this.pattern = pattern;
    }

    /**
     * One pattern of a file.
     *
     * @param source the file
     * @param number the line, counted from 1
     * @param pattern the pattern
     * @param note what stands behind the {@code #}, or empty
     */
    public record Line<T>(String source, int number, T pattern, String note) {}

    /** Reads a file; one that cannot be read is a problem too. */
    public ListReading<List<Line<T>>> read(Path file) {
        String source = file.toString();
        try {
            if (Files.size(file) > LARGEST) {
                return bad(source, "larger than " + (LARGEST >> 20) + " MiB", TOO_LARGE);
            }
            return parse(source, Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException missing) {
            return bad(source, "there is no such file", "create it, or take it out of the configuration");
        } catch (CharacterCodingException notUtf8) {
            return bad(source, "not UTF-8", "convert it, for example with iconv");
        } catch (IOException unreadable) {
            return bad(source, "cannot be read: " + unreadable, "let Doorward's user read it");
        }
    }

    private ListReading<List<Line<T>>> bad(String source, String message, String remedy) {
        return new ListReading.Bad<>(List.of(new ListProblem(source, 0, message, remedy)));
    }

    /** Reads a file's text. */
    ListReading<List<Line<T>>> parse(String source, String text) {
        List<Line<T>> lines = new ArrayList<>();
        List<ListProblem> problems = new ArrayList<>();
        int number = 0;
        Iterator<String> each = text.lines().iterator();
        while (each.hasNext()) {
            number++;
            if (number > MOST_LINES) {
                return bad(source, "more than " + MOST_LINES + " lines", TOO_LARGE);
            }
            parseLine(source, number, each.next().strip(), lines, problems);
            if (problems.size() == MOST_PROBLEMS) {
                problems.add(new ListProblem(source, number, "too many problems", "mend those above first"));
                break;
            }
        }
        return ListReading.of(List.copyOf(lines), problems);
    }

    private void parseLine(String source, int number, String line, List<Line<T>> lines, List<ListProblem> problems) {
        Matcher matcher = EXPRESSION.matcher(line);
        if (!matcher.matches()) {
            matcher = PLAIN.matcher(line);
        }
        if (!matcher.matches() || matcher.group(1).isBlank()) {
            return;
        }
        Parsed<T> parsed = pattern.apply(matcher.group(1).strip());
        if (parsed instanceof Parsed.Value<T> read) {
            String note = matcher.group(2) == null ? "" : matcher.group(2).strip();
            lines.add(new Line<>(source, number, read.value(), note));
        } else if (parsed instanceof Parsed.Refused<T> refused) {
            problems.add(new ListProblem(source, number, refused.message(), refused.remedy()));
        }
    }
}
