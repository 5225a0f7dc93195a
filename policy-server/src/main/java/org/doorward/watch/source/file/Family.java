package org.doorward.watch.source.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log file and what rotation has made of its forebears, the oldest first: {@code mail.log.2.gz}, {@code mail.log.1}, {@code mail.log}.
 *
 * <p>Names are those that logrotate, savelog and newsyslog give: a number that grows with age, or a date. Other files beside the log, such as
 * somebody's {@code mail.log.bak}, are none of its family.
 *
 * @param members the oldest first; the log itself, if it is there, last
 */
record Family(List<Member> members) {

    /** {@code .1}, {@code .20261126}, {@code -20261126}, {@code -2026-11-26}, {@code -20261126-1764115200}, {@code -1764115200}. */
    private static final Pattern AGE = Pattern.compile("[.-](\\d{1,10}(?:[-_T.]?\\d{1,10}){0,3})");

    /** How many rotations ago; a longer number is a date. */
    private static final Pattern ROTATIONS = Pattern.compile("\\d{1,4}");

    /** A directory that changes so often while it is listed is read as it is. */
    private static final int MOST_LISTINGS = 10;

    /** More old files than that are not looked at: the newest count. */
    private static final int MOST_MEMBERS = 1000;

    /** The family of a log, now. */
    static Family of(Path log) throws IOException {
        // A directory is not listed at one instant: a file renamed meanwhile may be seen twice, or not at all.
        Family family = look(log);
        for (int i = 1; i < MOST_LISTINGS; i++) {
            Family again = look(log);
            if (again.sameAs(family)) {
                return again;
            }
            family = again;
        }
        return family;
    }

    /** Whether the same files are at the same places. */
    boolean sameAs(Family other) {
        return keys().equals(other.keys());
    }

    /** Whether nothing has happened to the forebears: the same files, and no copy has grown, as one made before anything was in it does. */
    boolean untouchedSince(Family other, Path log) {
        return sameAs(other) && sizes(log).equals(other.sizes(log));
    }

    private List<Long> sizes(Path log) {
        return members.stream()
                .filter(member -> !member.path().equals(log))
                .map(Member::size)
                .toList();
    }

    private List<String> keys() {
        return members.stream().map(member -> member.path() + member.key()).toList();
    }

    private static Family look(Path log) throws IOException {
        List<Member> old = new ArrayList<>();
        for (Path path : siblings(log)) {
            Member.at(path).ifPresent(old::add);
        }
        old.removeIf(member -> !member.packing().isEmpty() && unpackedIsThere(member, old));
        old.sort(order(old, log));
        List<Member> members = new ArrayList<>(old.subList(Math.max(0, old.size() - MOST_MEMBERS), old.size()));
        Member.at(log).ifPresent(members::add);
        return new Family(List.copyOf(members));
    }

    /** As long as both are there, the packed one is in the making. */
    private static boolean unpackedIsThere(Member packed, List<Member> members) {
        String path = packed.path().toString();
        String unpacked = path.substring(0, path.length() - packed.packing().length());
        return members.stream().anyMatch(member -> member.path().toString().equals(unpacked));
    }

    private static List<Path> siblings(Path log) throws IOException {
        List<Path> siblings = new ArrayList<>();
        Path directory = Objects.requireNonNullElse(log.toAbsolutePath().getParent(), log);
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(directory, path -> age(path, log).isPresent() && Files.isRegularFile(path))) {
            all.forEach(siblings::add);
        } catch (NoSuchFileException | AccessDeniedException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return siblings;
    }

    /** What a name says of a forebear's age; empty for a file that is none. */
    private static Optional<String> age(Path path, Path log) {
        String name = Objects.toString(path.getFileName());
        String logName = Objects.toString(log.getFileName());
        String unpacked = name.substring(0, name.length() - Packing.end(name).length());
        if (unpacked.startsWith(logName)) {
            return matched(unpacked.substring(logName.length()));
        }
        // logrotate's "extension": mail-20261126.log
        int dot = logName.lastIndexOf('.');
        String stem = dot < 0 ? logName : logName.substring(0, dot);
        String extension = logName.substring(stem.length());
        if (dot > 0 && unpacked.startsWith(stem) && unpacked.endsWith(extension)) {
            return matched(
                    unpacked.substring(stem.length(), Math.max(stem.length(), unpacked.length() - extension.length())));
        }
        return Optional.empty();
    }

    private static Optional<String> matched(String suffix) {
        Matcher age = AGE.matcher(suffix);
        return age.matches() ? Optional.of(age.group(1)) : Optional.empty();
    }

    /** By what all names have: else by time alone, for two orders at once are none. */
    private static Comparator<Member> order(List<Member> members, Path log) {
        Comparator<Member> byTime = Comparator.comparingLong(Member::changed).thenComparing(Member::path);
        List<String> ages = members.stream()
                .map(member -> age(member.path(), log).orElse(""))
                .toList();
        if (ages.stream().allMatch(age -> ROTATIONS.matcher(age).matches())) {
            return Comparator.comparingInt((Member member) ->
                            -Integer.parseInt(age(member.path(), log).orElse("0")))
                    .thenComparing(byTime);
        }
        if (ages.stream().noneMatch(age -> ROTATIONS.matcher(age).matches())) {
            return Comparator.comparing(
                            (Member member) -> age(member.path(), log).orElse(""))
                    .thenComparing(byTime);
        }
        return byTime;
    }

    /** Where in the family a file of this number on disk is; -1 when it is not there. */
    int indexOf(String key) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }
}
