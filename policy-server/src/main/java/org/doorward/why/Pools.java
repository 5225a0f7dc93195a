package org.doorward.why;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.doorward.check.SenderNormalizer;
import org.doorward.store.model.Triplet;
import org.doorward.store.model.VerdictRecord;
import org.doorward.text.ClientText;

/**
 * The greylist's entries that a client has in common with others: those of the sender's domain where it permits the client (SPF), and
 * those of the domain of its verified name. No network finds these, so they are worked out from the mails that the verdicts tell of.
 * Pure.
 */
final class Pools {

    /** By the check of SPF; a client's text cannot begin a line of findings. */
    private static final Pattern PERMITTED = Pattern.compile("(?m)^spf(?: \\(observed\\))?: points \\S+ spf_pass ");

    private Pools() {}

    /** The triplets that these mails may have in common with those of other clients. */
    static Set<Triplet> of(List<VerdictRecord> verdicts) {
        Set<Triplet> triplets = new HashSet<>();
        for (VerdictRecord verdict : verdicts) {
            String sender = SenderNormalizer.normalize(ClientText.unescape(verdict.sender()));
            String recipient = ClientText.unescape(verdict.recipient()).toLowerCase(Locale.ROOT);
            if (PERMITTED.matcher(verdict.findings()).find()) {
                String written = ClientText.unescape(verdict.sender()).toLowerCase(Locale.ROOT);
                triplets.add(new Triplet(written.substring(written.lastIndexOf('@') + 1), sender, recipient));
            }
            // The organisational domain is one of these; under the others nothing is remembered.
            String domain = verdict.name().toLowerCase(Locale.ROOT);
            for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.')) {
                triplets.add(new Triplet(domain, sender, recipient));
                domain = domain.substring(dot + 1);
            }
        }
        return triplets;
    }
}
