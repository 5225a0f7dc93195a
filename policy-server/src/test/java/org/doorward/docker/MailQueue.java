package org.doorward.docker;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Postfix's queue, as its log tells of it.
 *
 * @param composed whose Postfix
 */
record MailQueue(Composed composed) {

    /** Has it take mail and deliver none, as long as it lives. */
    void stop() {
        ContainedProcess manager = ContainedProcess.of(composed.docker(), Composed.container("postfix")).stream()
                .filter(process -> process.name().equals("qmgr"))
                .findFirst()
                .orElseThrow();
        composed.docker().must("kill", "-STOP", manager.pid());
    }

    /** The number of the latest mail that it has taken from somebody. */
    String latestOf(String address) {
        List<String> taken = Pattern.compile("([0-9A-F]+): client=\\S*\\[" + Pattern.quote(address) + "\\]")
                .matcher(composed.mailLog())
                .results()
                .map(found -> found.group(1))
                .toList();
        return taken.get(taken.size() - 1);
    }

    boolean hasDelivered(String number) {
        return composed.mailLog().lines().anyMatch(line -> line.matches(".* " + number + ": to=.* status=sent .*"));
    }
}
