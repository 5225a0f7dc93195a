package org.doorward.check;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/** The domain of a sender's address, as the DNS is asked for it. Pure. */
final class SenderDomain {

    /** RFC 1035 section 2.3.4: no longer name can be asked for, nor need be remembered. */
    private static final int LONGEST = 253;

    private SenderDomain() {}

    /**
     * What stands behind the last at sign.
     *
     * @return the domain in ASCII and lower case, without a dot at its end; it may be anything that a client wrote. Empty when
     *     there is nothing that the DNS could be asked: no at sign, an address in brackets (RFC 5321 section 4.1.3), or
     *     letters that cannot be brought into ASCII
     */
    static Optional<String> of(String sender) {
        String domain = sender.substring(sender.lastIndexOf('@') + 1);
        if (domain.length() == sender.length() || domain.startsWith("[")) {
            return Optional.empty();
        }
        String relative = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
        if (relative.length() > LONGEST) {
            return Optional.of(relative.substring(0, LONGEST + 1).toLowerCase(Locale.ROOT));
        }
        return isAscii(relative) ? Optional.of(relative.toLowerCase(Locale.ROOT)) : toAscii(relative);
    }

    private static Optional<String> toAscii(String domain) {
        try {
            return Optional.of(IDN.toASCII(domain).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException tooNewOrTooLong) {
            // The JDK knows the letters of Unicode 3.2 only; what it does not know is not the sender's fault.
            return Optional.empty();
        }
    }

    private static boolean isAscii(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
