package org.doorward.decision;

import java.util.Locale;
import java.util.StringJoiner;

/**
 * A finding in an operator's words, on one line: {@code points 4: dnsbl 4 (dnsbl:zen.spamhaus.org) 127.0.0.2}. Pure.
 */
public final class FindingText {

    private FindingText() {}

    /** The words; they hold clients' texts, unescaped. */
    public static String of(Finding finding) {
        if (finding instanceof Finding.Points points) {
            StringJoiner signs = new StringJoiner("; ");
            points.signs().forEach(sign -> signs.add(text(sign)));
            return "points " + number(points.points()) + ": " + signs;
        }
        if (finding instanceof Finding.Settled settled) {
            Verdict verdict = settled.verdict();
            return verdict.kind() + ": " + withDetail(verdict.reason(), ": ", verdict.detail());
        }
        if (finding instanceof Finding.Unknown unknown) {
            return "unknown: " + withDetail(unknown.reason(), ": ", unknown.cause());
        }
        return "nothing";
    }

    private static String text(Sign sign) {
        String source = sign.source().equals(sign.reason().label()) ? "" : " (" + sign.source() + ")";
        return sign.reason().label() + " " + number(sign.points()) + source
                + (sign.detail().isEmpty() ? "" : " ") + sign.detail();
    }

    private static String withDetail(Reason reason, String between, String detail) {
        return detail.isEmpty() ? reason.label() : reason.label() + between + detail;
    }

    private static String number(double points) {
        return points == Math.rint(points) ? Long.toString((long) points) : String.format(Locale.ROOT, "%.2f", points);
    }
}
