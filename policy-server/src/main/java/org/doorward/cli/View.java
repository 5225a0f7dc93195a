package org.doorward.cli;

import java.io.PrintWriter;
import java.util.List;

/** What a command shows of a server's answer, unless the whole answer is asked for. */
@FunctionalInterface
interface View {

    /** What is shown, line by line. */
    List<String> lines(JsonAnswer answer);

    /**
     * Prints an answer.
     *
     * @param whole whether it is to be printed as it is, for {@code --json}
     * @param view what is shown otherwise
     * @throws CommandFailed when it is not understood
     */
    static void print(String body, boolean whole, PrintWriter out, View view) {
        if (whole) {
            out.println(body.strip());
        } else {
            view.lines(JsonAnswer.understood(body)).forEach(out::println);
        }
    }
}
