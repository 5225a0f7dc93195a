package org.doorward.watch.postfix;

import org.doorward.config.Vector;
import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/** What tlsproxy writes, which encrypts for postscreen. */
final class TlsProxyMessages implements Messages {

    private static final Reading USUAL = new Reading.Nothing("nothing wrong with it");

    @Override
    public Reading read(LogEntry entry) {
        Words words = new Words(entry.message());
        if (!words.step("SSL_accept error from ") && !words.step("TLS handshake failed for service=smtpd peer=")) {
            return USUAL;
        }
        return words.client()
                .map(client -> Words.seen(client, Vector.TLS_ERROR, Words.evidence(entry.message(), 0)))
                .orElse(Words.NO_CLIENT);
    }
}
