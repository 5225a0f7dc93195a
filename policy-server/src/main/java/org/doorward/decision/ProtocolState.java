package org.doorward.decision;

import java.util.Locale;

/**
 * The stage of the SMTP dialogue at which Postfix asks, from the attribute {@code protocol_state}.
 *
 * <p>Postfix documents all but {@link #XCLIENT}, which it sends when client restrictions run again after an XCLIENT
 * command, and {@link #BDAT}, which current versions report as DATA (SMTPD_POLICY_README). A state that we do not know is
 * {@link #OTHER}: it is answered {@code DUNNO}, never refused.
 */
public enum ProtocolState {
    CONNECT,
    HELO,
    EHLO,
    MAIL,
    RCPT,
    DATA,
    BDAT,
    END_OF_MESSAGE,
    VRFY,
    ETRN,
    XCLIENT,
    OTHER;

    /**
     * Reads the attribute's value.
     *
     * @param value what Postfix wrote, for example {@code END-OF-MESSAGE}; an empty one is {@link #RCPT}, because clients
     *     other than Postfix leave it out and ask about a recipient
     * @return the state, {@link #OTHER} for an unknown one
     */
    public static ProtocolState of(String value) {
        if (value.isEmpty()) {
            return RCPT;
        }
        String wanted = value.toUpperCase(Locale.ROOT).replace('-', '_');
        for (ProtocolState state : values()) {
            if (state.name().equals(wanted)) {
                return state;
            }
        }
        return OTHER;
    }

    /** Whether the message's data is about to come: the last moment at which a deferral spares Postfix the message. */
    public boolean beforeData() {
        return this == DATA || this == BDAT;
    }
}
