package org.doorward.dnsbl;

import java.util.List;

/** What came of a list's proof. Pure. */
sealed interface ProbeResult {

    /** It lists what it must and not what it must not. */
    record Good() implements ProbeResult {}

    /**
     * Some of it was not answered, and what was answered is in order.
     *
     * @param why what happened
     * @param fault whose fault it is
     */
    record Silent(String why, Fault fault) implements ProbeResult {}

    /** Whose fault it is that there was no answer. */
    enum Fault {
        /** The list's, for its server said something. */
        LIST,
        /** The list's, or that of all name servers. */
        LIST_OR_SERVERS,
        /** Nobody was asked. */
        OURS
    }

    /** It is not to be believed. */
    record Bad(String why) implements ProbeResult {}

    /**
     * One question of a proof.
     *
     * @param probe what was asked for
     * @param mustBeListed whether the list must hold it; else it must not
     * @param reading what the list said
     */
    record Part(String probe, boolean mustBeListed, Reading reading) {}

    /** Judges a proof. What is certainly wrong counts before what was not answered. */
    static ProbeResult of(List<Part> parts) {
        ProbeResult result = new Good();
        for (Part part : parts) {
            if (part.reading() instanceof Reading.Lie lie) {
                return new Bad(lie.why());
            }
            if (part.mustBeListed() && part.reading() instanceof Reading.NotListed) {
                return new Bad("it does not list " + part.probe() + ", which every such list must");
            }
            if (!part.mustBeListed() && part.reading() instanceof Reading.Listed) {
                return new Bad("it lists " + part.probe() + ", and so everybody");
            }
            if (part.reading() instanceof Reading.NoAnswer failed) {
                result = new Silent(failed.why(), fault(failed));
            }
        }
        return result;
    }

    private static Fault fault(Reading.NoAnswer failed) {
        return switch (failed.failure()) {
            case SERVER_FAILURE, REFUSED, BAD_ANSWER, BAD_NAME -> Fault.LIST;
            case TIMEOUT -> Fault.LIST_OR_SERVERS;
            case OVERLOAD, DOWN -> Fault.OURS;
        };
    }
}
