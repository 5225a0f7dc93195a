package org.doorward.firewall;

/** A firewall did not do what was asked; unless it is {@link Kind#UNKNOWN}, nothing was changed. */
public final class FirewallException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What that means for whoever asked. */
    public enum Kind {
        /** What is ours there is not there any more: make it anew. */
        GONE,
        /** No more room in a set. */
        FULL,
        /** Not permitted: trying again does not help. */
        FORBIDDEN,
        /** The tool is not installed. */
        MISSING,
        /** It took too long and was ended: whether it was done is not known. */
        UNKNOWN,
        /** Something in it was refused. */
        REFUSED
    }

    private final Kind kind;

    /**
     * A failure.
     *
     * @param kind what it means
     * @param message for the operator: what was tried, what was answered, what to do
     */
    public FirewallException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** The same with its cause. */
    public FirewallException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What it means. */
    public Kind kind() {
        return kind;
    }

    /** Whether a try a moment later may go well; what is forbidden or not installed will be so in a second, too. */
    public boolean isHopeful() {
        return kind != Kind.FORBIDDEN && kind != Kind.MISSING;
    }
}
