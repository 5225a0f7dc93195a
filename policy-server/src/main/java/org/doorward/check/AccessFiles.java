package org.doorward.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.doorward.check.AccessLists.Entry;
import org.doorward.config.AccessConfig;
import org.doorward.pattern.AddressPattern;
import org.doorward.pattern.ClientPattern;
import org.doorward.pattern.ListFile;
import org.doorward.pattern.ListProblem;
import org.doorward.pattern.ListReading;
import org.doorward.pattern.Parsed;

/** Makes access lists of the configuration's entries and of the files that it names. */
public final class AccessFiles {

    private final AccessConfig config;

    /**
     * The lists of a configuration.
     *
     * @param config its section
     */
    public AccessFiles(AccessConfig config) {
        this.config = config;
    }

    /** The files that are read, to be watched. */
    public List<Path> files() {
        return Stream.of(
                        config.denyClientFiles(),
                        config.denyRecipientFiles(),
                        config.clientFiles(),
                        config.recipientFiles())
                .flatMap(List::stream)
                .toList();
    }

    /** Reads everything now. */
    public ListReading<AccessLists> read() {
        List<ListProblem> problems = new ArrayList<>();
        List<Entry> entries = new ArrayList<>(configured(problems));
        readAll(config.denyClientFiles(), ClientPattern::parse, problems, line -> entries.add(client(false, line)));
        readAll(
                config.denyRecipientFiles(),
                AddressPattern::parse,
                problems,
                line -> entries.add(recipient(false, line)));
        readAll(config.clientFiles(), ClientPattern::parse, problems, line -> entries.add(client(true, line)));
        readAll(config.recipientFiles(), AddressPattern::parse, problems, line -> entries.add(recipient(true, line)));
        return ListReading.of(AccessLists.of(entries), problems);
    }

    private static <T> void readAll(
            List<Path> files,
            Function<String, Parsed<T>> pattern,
            List<ListProblem> problems,
            Consumer<ListFile.Line<T>> lines) {
        ListFile<T> reader = new ListFile<>(pattern);
        for (Path file : files) {
            ListReading<List<ListFile.Line<T>>> reading = reader.read(file);
            if (reading instanceof ListReading.Good<List<ListFile.Line<T>>> good) {
                good.value().forEach(lines);
            } else if (reading instanceof ListReading.Bad<List<ListFile.Line<T>>> bad) {
                problems.addAll(bad.problems());
            }
        }
    }

    private static Entry client(boolean allow, ListFile.Line<ClientPattern> line) {
        List<ClientPattern> client = List.of(line.pattern());
        return new Entry(
                allow, client, Optional.empty(), Optional.empty(), source(line), line.note(), Optional.empty());
    }

    private static Entry recipient(boolean allow, ListFile.Line<AddressPattern> line) {
        Optional<AddressPattern> recipient = Optional.of(line.pattern());
        return new Entry(allow, List.of(), Optional.empty(), recipient, source(line), line.note(), Optional.empty());
    }

    private static String source(ListFile.Line<?> line) {
        return line.source() + ":" + line.number();
    }

    private List<Entry> configured(List<ListProblem> problems) {
        List<Entry> entries = new ArrayList<>();
        int allowed = 0;
        int denied = 0;
        for (AccessConfig.Entry entry : config.entries()) {
            int number = entry.allow() ? ++allowed : ++denied;
            String source = (entry.allow() ? "access.allow[" : "access.deny[") + number + "]";
            configured(entry, source, problems).ifPresent(entries::add);
        }
        return entries;
    }

    private static Optional<Entry> configured(AccessConfig.Entry entry, String source, List<ListProblem> problems) {
        int before = problems.size();
        List<ClientPattern> client = new ArrayList<>();
        entry.network().map(ClientPattern.Network::new).ifPresent(client::add);
        read(entry.name(), ClientPattern::parse, source, problems).ifPresent(client::add);
        Optional<AddressPattern> sender = read(entry.sender(), AddressPattern::parse, source, problems);
        Optional<AddressPattern> recipient = read(entry.recipient(), AddressPattern::parse, source, problems);
        return problems.size() > before
                ? Optional.empty()
                : Optional.of(
                        new Entry(entry.allow(), client, sender, recipient, source, entry.note(), entry.expires()));
    }

    private static <T> Optional<T> read(
            Optional<String> text, Function<String, Parsed<T>> pattern, String source, List<ListProblem> problems) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Parsed<T> parsed = pattern.apply(text.get());
        if (parsed instanceof Parsed.Refused<T> refused) {
            problems.add(new ListProblem(source, 0, refused.message(), refused.remedy()));
            return Optional.empty();
        }
        return Optional.of(((Parsed.Value<T>) parsed).value());
    }
}
