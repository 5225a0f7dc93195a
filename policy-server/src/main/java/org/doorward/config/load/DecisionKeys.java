package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.decimal;
import static org.doorward.config.settings.ValueTypes.duration;
import static org.doorward.config.settings.ValueTypes.integer;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import org.doorward.config.DecisionConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;

/** Section {@code [decision]}. */
final class DecisionKeys {

    static final Key<Duration> DEADLINE = Key.of(
            "decision.deadline",
            duration("100ms", "8s", "main.cf has Postfix wait timeout=10s, and an answer that comes later is lost"),
            "5s",
            "When a decision judges by what it has found so far",
            "half of the timeout=10s that main.cf gives Postfix; whoever sends mail waits as long");

    static final Key<Double> REJECT_AT = Key.of(
            "decision.reject_at",
            decimal(0.5, 1000),
            15.0,
            "How many points reject",
            "high enough that no single finding gets there");

    static final Key<Integer> REJECT_SOURCES = Key.of(
            "decision.reject_sources",
            integer(1, 5),
            2L,
            "From how many independent sources those points must come",
            "a single list that goes wrong must not refuse anybody's mail; your own list alone suffices");

    static final Key<List<String>> OBSERVE = Key.of(
            "decision.observe",
            ValueType.listOf(TextTypes.CHECK_NAME),
            List.of(),
            "Checks whose findings are recorded and counted, but do not count for the verdict",
            "a new check is watched for a week before it may refuse anybody");

    static final Key<String> REJECT_TEXT = Key.of(
            "decision.reject_text",
            ReplyTexts.PLAIN,
            "Rejected",
            "What a client is told whose points reached the threshold; the lists that it is on follow, with their pages",
            "it names no other check, for whoever sends spam reads it too");

    static final Section SECTION = Section.of(
            "decision", "How findings become a verdict.", DEADLINE, REJECT_AT, REJECT_SOURCES, OBSERVE, REJECT_TEXT);

    private DecisionKeys() {}

    static DecisionConfig read(Settings settings) {
        return new DecisionConfig(
                settings.get(DEADLINE),
                settings.get(REJECT_AT),
                settings.get(REJECT_SOURCES),
                java.util.Collections.unmodifiableSet(new LinkedHashSet<>(settings.get(OBSERVE))),
                settings.get(REJECT_TEXT));
    }
}
