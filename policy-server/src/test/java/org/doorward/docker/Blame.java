package org.doorward.docker;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What Doorward has against somebody, and what of it is in the kernel.
 *
 * @param composed whose Doorward
 */
record Blame(Composed composed) {

    void ban(String address) {
        composed.exec("doorward", "doorward", "ban", address, "--for", "1h", "--reason", "a test");
    }

    void unban(String address) {
        composed.exec("doorward", "doorward", "unban", address);
    }

    /** All bans, as the command prints them. */
    String bans() {
        return composed.exec("doorward", "doorward", "bans");
    }

    /** How often somebody did what, by vector. */
    Map<String, String> offences(String address) {
        return JsonTree.list(account(address), "clients").stream()
                .flatMap(client -> JsonTree.list(client, "offences").stream())
                .collect(Collectors.toMap(
                        offence -> String.valueOf(JsonTree.at(offence, "vector")),
                        offence -> String.valueOf(JsonTree.at(offence, "times"))));
    }

    /** What the checks found about his latest mail, a line for each; nothing while no verdict of his is known. */
    String findings(String address) {
        return JsonTree.list(account(address), "verdicts").stream()
                .limit(1)
                .flatMap(verdict -> JsonTree.list(verdict, "findings").stream())
                .map(String::valueOf)
                .collect(Collectors.joining("\n"));
    }

    /** Whether all of these are in the table of the network namespace that Postfix has now, which need not be the worker's. */
    boolean inKernel(String... elements) {
        String namespace = "--net=/proc/" + new Lives(composed).pid("postfix") + "/ns/net";
        String table = composed.docker()
                .run("nsenter", namespace, "nft", "list", "table", "inet", "doorward")
                .out();
        return List.of(table.split("[\\s,{}]+")).containsAll(List.of(elements));
    }

    private Object account(String address) {
        return JsonTree.read(composed.exec("doorward", "doorward", "why", address, "--json"));
    }
}
