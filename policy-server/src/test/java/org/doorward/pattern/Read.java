package org.doorward.pattern;

import java.util.List;

/** Reads patterns that a test knows to be good. */
final class Read {

    private Read() {}

    static AddressPattern address(String text) {
        return value(AddressPattern.parse(text));
    }

    static ClientPattern client(String text) {
        return value(ClientPattern.parse(text));
    }

    static <T> T value(Parsed<T> parsed) {
        if (parsed instanceof Parsed.Refused<T> refused) {
            throw new AssertionError(refused);
        }
        return ((Parsed.Value<T>) parsed).value();
    }

    static <T> T good(ListReading<T> reading) {
        if (reading instanceof ListReading.Bad<T> bad) {
            throw new AssertionError(bad.problems());
        }
        return ((ListReading.Good<T>) reading).value();
    }

    static <T> List<ListProblem> bad(ListReading<T> reading) {
        if (reading instanceof ListReading.Bad<T> bad) {
            return bad.problems();
        }
        throw new AssertionError("no problem was found");
    }
}
