package org.doorward.cli;

import java.util.stream.Collectors;
import org.doorward.config.load.LoadResult;

/** Shows why a configuration was refused. */
final class ConfigProblems {

    private ConfigProblems() {}

    /** A line for each problem, and one that counts them. */
    static String text(LoadResult.Refused refused) {
        int count = refused.problems().size();
        return refused.problems().stream().map(Object::toString).collect(Collectors.joining("\n"))
                + "\nThe configuration has "
                + (count == 1 ? "a problem" : count + " problems")
                + "; \"doorward check-config\" checks it again.";
    }
}
