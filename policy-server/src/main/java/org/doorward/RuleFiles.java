package org.doorward;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.doorward.check.AccessFiles;
import org.doorward.check.AccessLists;
import org.doorward.check.OrganisationalDomain;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.GreylistConfig;
import org.doorward.config.SpamtrapConfig;
import org.doorward.ownlist.OwnList;
import org.doorward.pattern.ListFileWatcher;
import org.doorward.pattern.ListProblem;
import org.doorward.pattern.ListReading;
import org.doorward.pattern.RecipientPatterns;

/**
 * What the rules read from files that the configuration names. All of them are read before any of them is refused, so that all
 * problems are told at once.
 *
 * @param access the operator's access lists
 * @param optOut the recipients that are not greylisted
 * @param ownList the addresses and networks that the operator lists by hand
 * @param spamtraps the recipients to whom nobody should write
 * @param domains finds organisational domains
 */
record RuleFiles(
        ListFileWatcher<AccessLists> access,
        ListFileWatcher<RecipientPatterns> optOut,
        ListFileWatcher<OwnList> ownList,
        ListFileWatcher<RecipientPatterns> spamtraps,
        OrganisationalDomain domains) {

    /**
     * Reads everything.
     *
     * @throws RefusedException with all problems of all files
     */
    static RuleFiles read(DoorwardConfig config) throws RefusedException {
        GreylistConfig greylist = config.greylist();
        AccessFiles files = new AccessFiles(config.access());
        List<String> problems = new ArrayList<>();
        Optional<ListFileWatcher<AccessLists>> access = open(files.files(), files::read, problems);
        Optional<ListFileWatcher<RecipientPatterns>> optOut = open(
                greylist.optOutFiles(),
                () -> RecipientPatterns.read(greylist.optOut(), greylist.optOutFiles()),
                problems);
        Optional<ListFileWatcher<OwnList>> ownList = open(
                config.ownList().files(), () -> OwnList.read(config.ownList().files()), problems);
        SpamtrapConfig traps = config.spamtrap();
        Optional<ListFileWatcher<RecipientPatterns>> spamtraps =
                open(traps.files(), () -> RecipientPatterns.read(traps.recipients(), traps.files()), problems);
        Optional<OrganisationalDomain> domains = domains(greylist.publicSuffixList(), problems);
        if (!problems.isEmpty()) {
            throw new RefusedException(problems);
        }
        return new RuleFiles(
                access.orElseThrow(),
                optOut.orElseThrow(),
                ownList.orElseThrow(),
                spamtraps.orElseThrow(),
                domains.orElseThrow());
    }

    private static <T> Optional<ListFileWatcher<T>> open(
            List<Path> files, Supplier<ListReading<T>> reader, List<String> problems) {
        ListReading<ListFileWatcher<T>> opened = ListFileWatcher.open(files, reader);
        if (opened instanceof ListReading.Bad<ListFileWatcher<T>> bad) {
            bad.problems().stream().map(ListProblem::toString).forEach(problems::add);
            return Optional.empty();
        }
        return Optional.of(((ListReading.Good<ListFileWatcher<T>>) opened).value());
    }

    private static Optional<OrganisationalDomain> domains(Optional<Path> list, List<String> problems) {
        if (list.isEmpty()) {
            return Optional.of(OrganisationalDomain.bundled());
        }
        try {
            return Optional.of(OrganisationalDomain.load(list.get()));
        } catch (IOException e) {
            problems.add("greylist.public_suffix_list: " + list.get() + " cannot be read: " + e
                    + "; name a readable file in the format of publicsuffix.org, or leave the key out");
            return Optional.empty();
        }
    }
}
