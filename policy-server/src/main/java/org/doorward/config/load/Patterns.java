package org.doorward.config.load;

import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;
import org.doorward.pattern.AddressPattern;
import org.doorward.pattern.ClientPattern;
import org.doorward.pattern.Parsed;

/** Patterns of addresses and names. They are read here to be refused early, and kept as text; checks compile them. */
final class Patterns {

    /** A sender or a recipient. */
    static final ValueType<String> ADDRESS = ValueType.text(
            "user@domain, user@, a domain, or /regex/", text -> textWhen(AddressPattern.parse(text), text));

    /** A client's verified name. */
    static final ValueType<String> NAME = ValueType.text("a domain, or /regex/", Patterns::name);

    private Patterns() {}

    private static Outcome<String> name(String text) {
        Parsed<ClientPattern> parsed = ClientPattern.parse(text);
        if (text.startsWith("/")) {
            return textWhen(parsed, text);
        }
        if (parsed instanceof Parsed.Value<ClientPattern> read && read.value() instanceof ClientPattern.Name) {
            return Outcome.of(text);
        }
        return Outcome.refuse(
                Quoted.of(text) + " is no name of a client",
                "write a domain, which means its sub-domains too, or /regex/; for addresses there is network");
    }

    private static Outcome<String> textWhen(Parsed<?> parsed, String text) {
        return parsed instanceof Parsed.Refused<?> refused
                ? Outcome.refuse(refused.message(), refused.remedy())
                : Outcome.of(text);
    }
}
