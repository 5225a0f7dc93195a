package org.doorward.decision;

import java.util.Optional;

/**
 * What Postfix is told. There is no {@code OK} among these: it would skip Postfix's later restrictions, and with them
 * those that the operator relies on.
 */
public sealed interface Verdict {

    /** Why. */
    Reason reason();

    /** What exactly, for the operator's log; may hold a client's text, unescaped; may be empty. */
    String detail();

    /** The verdict's kind as it stands in logs and metrics: {@code pass}, {@code defer} or {@code reject}. */
    String kind();

    /**
     * No objection: {@code DUNNO}, or {@code PREPEND} when there is a header to add.
     *
     * @param reason why
     * @param detail what exactly
     * @param header a whole header line without its line end, to put before the message
     */
    record Pass(Reason reason, String detail, Optional<String> header) implements Verdict {

        /** A pass that adds no header. */
        public Pass(Reason reason, String detail) {
            this(reason, detail, Optional.empty());
        }

        @Override
        public String kind() {
            return "pass";
        }
    }

    /**
     * Not now, please come back.
     *
     * @param reason why
     * @param detail what exactly
     * @param text what the client is told, after the enhanced status code
     */
    record Defer(Reason reason, String detail, String text) implements Verdict {
        @Override
        public String kind() {
            return "defer";
        }
    }

    /**
     * No.
     *
     * @param reason why
     * @param detail what exactly
     * @param text what the client is told, after the enhanced status code
     * @param code which refusal it looks like
     */
    record Reject(Reason reason, String detail, String text, Code code) implements Verdict {

        /** A refusal by policy. */
        public Reject(Reason reason, String detail, String text) {
            this(reason, detail, text, Code.POLICY);
        }

        /** What a refusal looks like to the client. */
        public enum Code {
            /** 554 5.7.1: delivery is not authorised (RFC 3463). */
            POLICY,
            /** 421 4.7.0: and the session ends with it (RFC 5321 section 3.8). */
            DISCONNECT,
            /** 550 5.1.1: there is no such mailbox. */
            UNKNOWN_USER
        }

        @Override
        public String kind() {
            return "reject";
        }
    }
}
