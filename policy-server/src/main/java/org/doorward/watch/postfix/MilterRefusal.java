package org.doorward.watch.postfix;

import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.watch.Reading;

/** A milter's refusal, which smtpd and cleanup write alike: {@code milter-reject: STAGE from name[address]: 550 5.7.1 text; from=...}. */
final class MilterRefusal {

    private static final Reading LATER = new Reading.Nothing("the milter did not refuse it for good");

    private MilterRefusal() {}

    /** Reads on behind the word {@code milter-reject: }. */
    static Reading read(Words words, String message) {
        int stage = words.at();
        Optional<Client> client = words.clientAtStage();
        if (client.isEmpty()) {
            return Words.NO_CLIENT;
        }
        // Either the reply's code or, in cleanup, the enhanced status alone.
        return words.step("5") ? Words.seen(client.get(), Vector.CONTENT, Words.evidence(message, stage)) : LATER;
    }
}
