package org.doorward.pattern;

import java.util.Locale;

/**
 * A stranger's mail address, in two parts and in lower case.
 *
 * @param user what stands before the last at sign; all of it when there is none
 * @param domain what stands behind it; empty when there is none
 */
record MailAddress(String user, String domain) {

    static MailAddress of(String address) {
        int at = address.lastIndexOf('@');
        String user = at < 0 ? address : address.substring(0, at);
        String domain = at < 0 ? "" : address.substring(at + 1);
        return new MailAddress(user.toLowerCase(Locale.ROOT), Domains.canonical(domain));
    }

    /** The user without an extension: {@code user} of {@code user+extension}. */
    String userWithoutExtension() {
        int plus = user.indexOf('+');
        return plus > 0 ? user.substring(0, plus) : user;
    }

    boolean isUser(String wanted) {
        return user.equals(wanted) || userWithoutExtension().equals(wanted);
    }
}
