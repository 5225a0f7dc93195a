package org.doorward.spf;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.james.jspf.core.exceptions.PermErrorException;
import org.doorward.dns.DnsRecord;

/** DNS records as the texts that jSPF reads, and what can be told from the text of an SPF record. Pure. */
final class SpfTexts {

    static final String VERSION = "v=spf1";

    private static final int LONGEST_RECORD = 4096;

    /** Twice what a name can be, for macros. */
    private static final int LONGEST_TERM = 512;

    /** The macros of RFC 7208 section 7.2 that stand for the sender's local part, the whole sender, and HELO. */
    private static final Pattern PERSONAL = Pattern.compile("%\\{[lsh]", Pattern.CASE_INSENSITIVE);

    private SpfTexts() {}

    /** The records, each as jSPF expects it; the null MX names no host, and so is none. */
    static List<String> of(List<DnsRecord> records) {
        return records.stream()
                .map(SpfTexts::of)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String of(DnsRecord record) {
        if (record instanceof DnsRecord.Address address) {
            return address.address().toString();
        }
        if (record instanceof DnsRecord.MailServer server) {
            return server.host();
        }
        if (record instanceof DnsRecord.Text text) {
            return text.text();
        }
        return ((DnsRecord.Name) record).name();
    }

    /** Whether a TXT record is an SPF record (RFC 7208 section 4.5). */
    static boolean isSpf(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /**
     * Refuses records that would cost too much to read.
     *
     * @throws PermErrorException when there is one
     */
    static void bound(List<String> texts) throws PermErrorException {
        for (String text : texts) {
            if (isSpf(text.strip()) && !bounded(text)) {
                throw new PermErrorException("a record of " + text.length() + " characters, or with too long a term");
            }
        }
    }

    private static boolean bounded(String text) {
        int start = 0;
        while (start >= 0) {
            int end = text.indexOf(' ', start);
            if ((end < 0 ? text.length() : end) - start > LONGEST_TERM) {
                return false;
            }
            start = end < 0 ? -1 : end + 1;
        }
        return text.length() <= LONGEST_RECORD;
    }

    /** Whether one of the records makes its answer depend on who in the domain writes, or on HELO. */
    static boolean personal(List<String> texts) {
        return texts.stream()
                .anyMatch(text -> isSpf(text.strip()) && PERSONAL.matcher(text).find());
    }
}
