package org.doorward;

import java.util.List;

/** List files or other data that the configuration names cannot be used. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** Problems, one line each, at least one. */
    RefusedException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, one line each. */
    List<String> problems() {
        return problems;
    }
}
