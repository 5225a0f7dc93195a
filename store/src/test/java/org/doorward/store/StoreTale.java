package org.doorward.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.GreylistFound;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Subject;
import org.doorward.store.model.Triplet;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.net.Cidr;

/** All that a store knows, a line each: of the clients, and the recipients, that the recorded states were made with. */
final class StoreTale {

    private static final List<String> CLIENTS = List.of("198.51.100.0/24", "2001:db8::/32");
    private static final List<String> RECIPIENTS = List.of("bob@example.net", "trap@example.net");
    private static final int ALL = 1000;
    private static final Duration LONG = Duration.ofSeconds(20);

    private StoreTale() {}

    static List<String> of(Store store) throws StoreException {
        List<String> lines = new ArrayList<>();
        for (String recipient : RECIPIENTS) {
            lines.addAll(greylist(store, new Subject.Recipient(recipient)));
        }
        for (String client : CLIENTS) {
            Cidr network = Cidr.parse(client).orElseThrow();
            lines.addAll(greylist(store, Verdicts.client(client)).stream()
                    .filter(line -> line.startsWith("network "))
                    .toList());
            store.offences().within(network, ALL).forEach(offender -> lines.addAll(offender(offender)));
        }
        store.offences().standingBans(ALL).forEach(ban -> lines.add("stands " + ban.network() + " " + ban.id()));
        for (String recipient : RECIPIENTS) {
            store.verdicts()
                    .latest(new Subject.Recipient(recipient), ALL)
                    .forEach(verdict -> lines.add(verdict(verdict)));
        }
        return lines;
    }

    private static List<String> greylist(Store store, Subject subject) throws StoreException {
        return store.greylist().find(subject, ALL, LONG).found().stream()
                .map(StoreTale::found)
                .sorted()
                .toList();
    }

    private static String found(GreylistFound found) {
        if (found instanceof GreylistFound.Waiting waiting) {
            return "waiting " + triplet(waiting.triplet()) + " first " + waiting.firstSeen();
        }
        if (found instanceof GreylistFound.Passed passed) {
            GreylistEntry entry = passed.entry();
            return "passed " + triplet(passed.triplet()) + " first " + entry.firstSeen() + " passed "
                    + orNever(entry.passedAt()) + " last " + entry.lastSeen();
        }
        GreylistFound.Network network = (GreylistFound.Network) found;
        NetworkStanding standing = network.standing();
        return "network " + network.network() + " counted " + standing.counted() + " at " + standing.lastCounted()
                + " last " + standing.lastSeen();
    }

    private static String triplet(Triplet triplet) {
        return triplet.client() + " " + triplet.sender() + " " + triplet.recipient();
    }

    private static List<String> offender(Offender offender) {
        String parole =
                "offender " + offender.network() + " parole " + offender.parole() + " at " + offender.paroleAt();
        return Stream.of(
                        Stream.of(parole),
                        offender.vectors().stream().map(StoreTale::vector),
                        offender.bans().stream().map(StoreTale::ban))
                .flatMap(lines -> lines)
                .toList();
    }

    private static String vector(VectorStanding vector) {
        return "- " + vector.vector() + " " + vector.fading() + " count " + vector.count() + " points "
                + vector.points() + " at " + vector.pointsAt() + " first " + vector.first() + " last " + vector.last()
                + " recent " + vector.recent() + " " + vector.evidence();
    }

    private static String ban(Ban ban) {
        return "- ban " + ban.id() + " since " + ban.since() + " until " + ban.until() + " rung " + ban.rung()
                + " lifted " + orNever(ban.lifted()) + " " + ban.reason() + "; " + ban.evidence();
    }

    private static String orNever(Optional<?> moment) {
        return moment.map(Object::toString).orElse("never");
    }

    private static String verdict(VerdictRecord verdict) {
        return String.join(
                " ",
                List.of(
                        "verdict",
                        verdict.at().toString(),
                        verdict.client().map(Object::toString).orElse("unknown"),
                        "name=" + verdict.name(),
                        "helo=" + verdict.helo(),
                        "login=" + verdict.login(),
                        verdict.stage(),
                        verdict.sender(),
                        verdict.recipient(),
                        verdict.verdict(),
                        verdict.reason(),
                        verdict.detail(),
                        "observed=" + verdict.observed(),
                        "took=" + verdict.took(),
                        verdict.findings().replace('\n', '|')));
    }
}
