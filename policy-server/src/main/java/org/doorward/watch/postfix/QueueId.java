package org.doorward.watch.postfix;

import org.doorward.text.Ascii;

/** Queue ids, short ({@code 4FE7E2167E4}) and long ({@code 4bXw2k1Nz8z9sYQ}), and the word that stands in the place of one. */
final class QueueId {

    /** Stands where there is no queue file yet. */
    static final String NONE = "NOQUEUE";

    /** A long one has 15 characters or so: the inode's digits grow. */
    private static final int LONGEST = 32;

    private QueueId() {}

    /** The place of the colon behind the queue id at a message's beginning; -1 when none stands there. */
    static int end(String message) {
        int most = Math.min(message.length(), LONGEST + 1);
        for (int i = 0; i < most; i++) {
            char c = message.charAt(i);
            if (c == ':') {
                return i >= 6 ? i : -1;
            }
            if (!Ascii.alphanumeric(c)) {
                return -1;
            }
        }
        return -1;
    }
}
