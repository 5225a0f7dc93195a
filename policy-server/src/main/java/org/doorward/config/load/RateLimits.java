package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.choice;
import static org.doorward.config.settings.ValueTypes.duration;
import static org.doorward.config.settings.ValueTypes.integer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.doorward.config.RateConfig;
import org.doorward.config.RateConfig.Action;
import org.doorward.config.RateConfig.By;
import org.doorward.config.RateConfig.Count;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;
import org.doorward.store.net.Cidr;

/** The tables {@code [[rate.limit]]}. */
record RateLimits() implements ArrayOfTables<RateConfig.Limit> {

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    /** Connections are made before anybody is named in them. */
    private static final Set<By> COUNT_CONNECTIONS = EnumSet.of(By.CLIENT, By.LOGIN);

    private static final Key<String> NAME = Key.of(
            "name",
            ValueType.text("a word of lower-case letters, digits and underscores", RateLimits::word),
            "",
            "What logs and metrics call the limit; each has a name of its own",
            "it becomes the label \"limit\" of doorward_rate_limited_total");

    private static final Key<By> BY = Key.of(
            "by",
            choice(By.class),
            "",
            "Whose share is counted; \"client\" is the client network, \"login\" the user who logged in",
            "a sender can be forged, a login cannot");

    private static final Key<Count> COUNT = Key.of(
            "count",
            choice(Count.class),
            "",
            "What is counted; connections only by client or login",
            "one message to a thousand recipients is a thousand mails");

    private static final Key<Integer> LIMIT = Key.of(
            "limit",
            integer(1, 100_000_000),
            1L,
            "How many are let through in any window",
            "look first at what is usual, with action = \"observe\"");

    private static final Key<Duration> WINDOW = Key.of(
            "window",
            duration("1s", "7d"),
            "1h",
            "The time that is looked back; it slides",
            "short ones stop a flood early, long ones find who sends evenly");

    private static final Key<Action> ACTION = Key.of(
            "action",
            choice(Action.class),
            "observe",
            "What happens to what is more; \"observe\" lets it through, counts it and logs it",
            "a deferred mail comes later, a rejected one goes back to its sender");

    private static final Key<String> CONTEXT = Key.of(
            "context",
            ValueType.text("a text", Outcome::of),
            "",
            "Only requests with this policy_context in main.cf or master.cf",
            "it tells the submission service from the MX");

    private static final Key<List<Cidr>> NETWORKS = Key.of(
            "networks",
            ValueType.listOf(TextTypes.NETWORK),
            List.of(),
            "Only clients in these networks",
            "machines inside have another measure than the world");

    private static final Key<List<Cidr>> EXCEPT = Key.of(
            "except",
            ValueType.listOf(TextTypes.NETWORK),
            List.of(),
            "Not clients in these networks",
            "a mailing-list host or a content filter sends more than anybody");

    private static final Key<Boolean> AUTHENTICATED = Key.of(
            "authenticated",
            bool(),
            false,
            "Only clients that logged in (true), or only those that did not (false)",
            "both may use the same service");

    private static final Key<String> TEXT = Key.of(
            "text",
            ReplyTexts.PLAIN,
            "Too many recipients, please try again later",
            "What the client is told; left out, it names what is counted",
            "a user's mail program shows it");

    /** The keys of a limit. */
    static final List<Key<?>> FIELDS =
            List.of(NAME, BY, COUNT, LIMIT, WINDOW, ACTION, CONTEXT, NETWORKS, EXCEPT, AUTHENTICATED, TEXT);

    private static final List<Key<?>> REQUIRED = List.of(NAME, BY, COUNT, LIMIT, WINDOW, ACTION);

    /** What is required is missed in one message for all. */
    private static final TableFields TABLE = new TableFields("[[rate.limit]]", "a limit", FIELDS, List.of());

    @Override
    public TableFields table() {
        return TABLE;
    }

    @Override
    public Optional<List<RateConfig.Limit>> read(Given given, Problems problems) {
        List<RateConfig.Limit> limits = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<Given> items = given.items();
        for (Given item : items) {
            one(item, problems)
                    .filter(limit -> named(limit.name(), names, item, problems))
                    .ifPresent(limits::add);
        }
        return limits.size() == items.size() ? Optional.of(List.copyOf(limits)) : Optional.empty();
    }

    private static boolean named(String name, Set<String> names, Given item, Problems problems) {
        if (names.add(name)) {
            return true;
        }
        problems.add(item, "there is another limit named \"" + name + "\"", "give each a name of its own");
        return false;
    }

    @Override
    public Optional<RateConfig.Limit> one(Given given, Problems problems) {
        Optional<Map<String, Given>> table = TABLE.of(given, problems);
        if (table.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Given> fields = table.get();
        List<String> missing = REQUIRED.stream()
                .map(Key::name)
                .filter(name -> !fields.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            problems.add(given, "lacks " + String.join(", ", missing), "add " + (missing.size() > 1 ? "them" : "it"));
        }
        return understood(given, fields, problems);
    }

    private static Optional<RateConfig.Limit> understood(Given given, Map<String, Given> fields, Problems problems) {
        Optional<String> name = NAME.readField(fields, problems);
        Optional<By> by = BY.readField(fields, problems);
        Optional<Count> count = COUNT.readField(fields, problems);
        Optional<Integer> most = LIMIT.readField(fields, problems);
        Optional<Duration> window = WINDOW.readField(fields, problems);
        Optional<Action> action = ACTION.readField(fields, problems);
        RateConfig.Only only = only(fields, problems);
        Optional<String> text = TEXT.readField(fields, problems);
        if (by.isPresent()
                && count.filter(Count.CONNECTIONS::equals).isPresent()
                && !COUNT_CONNECTIONS.contains(by.get())) {
            problems.add(given, "counts connections by " + word(by.get()), "count them by client or login");
            return Optional.empty();
        }
        if (name.isEmpty()
                || by.isEmpty()
                || count.isEmpty()
                || most.isEmpty()
                || window.isEmpty()
                || action.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RateConfig.Limit(
                name.get(),
                by.get(),
                count.get(),
                most.get(),
                window.get(),
                action.get(),
                only,
                text.orElseGet(() -> usualText(count.get(), action.get()))));
    }

    private static RateConfig.Only only(Map<String, Given> fields, Problems problems) {
        return new RateConfig.Only(
                CONTEXT.readField(fields, problems),
                NETWORKS.readField(fields, problems).orElse(List.of()),
                EXCEPT.readField(fields, problems).orElse(List.of()),
                AUTHENTICATED.readField(fields, problems));
    }

    private static String usualText(Count count, Action action) {
        return "Too many " + word(count) + (action == Action.REJECT ? "" : ", please try again later");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Outcome<String> word(String text) {
        return WORD.matcher(text).matches()
                ? Outcome.of(text)
                : Outcome.refuse(
                        Quoted.of(text) + " is no name of a limit",
                        "write a word of at most 32 lower-case letters, digits and underscores");
    }
}
