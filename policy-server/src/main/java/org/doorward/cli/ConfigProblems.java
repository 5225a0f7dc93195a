package org.doorward.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Shows why a configuration was refused. */
final class ConfigProblems {

    private ConfigProblems() {}

    /** A line for each problem, and one that counts them. */
    static String text(List<?> problems) {
        int count = problems.size();
        return problems.stream().map(Object::toString).collect(Collectors.joining("\n"))
                + "\nThe configuration has "
                + (count == 1 ? "a problem" : count + " problems")
                + "; \"doorward check-config\" checks it again.";
    }
}
