package org.doorward.check;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.config.HeloConfig;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.LastingCheck;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.store.net.IpAddress;

/**
 * Check {@code helo}: what the client calls itself, from memory.
 *
 * <p>Only the weightiest fault counts. One HELO is one observation: a name that is wrong in two ways has been written by one
 * careless hand, not two.
 */
public final class HeloCheck implements LastingCheck {

    /** The check's name. */
    public static final String NAME = "helo";

    /** What a host calls itself that has not been named; it is nobody's own name. */
    private static final String NAMELESS = "localhost";

    private final HeloConfig config;
    private final Set<String> ownNames;
    private final Set<IpAddress> ownAddresses;

    /**
     * The check.
     *
     * @param config its settings
     * @param host this host's name as the kernel knows it, which counts as an own name
     * @param ownAddresses the addresses of this host's network interfaces
     */
    public HeloCheck(HeloConfig config, String host, Set<IpAddress> ownAddresses) {
        this.config = config;
        Set<String> names = new HashSet<>();
        config.ownNames().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        names.add(host.toLowerCase(Locale.ROOT));
        names.remove(NAMELESS);
        this.ownNames = Set.copyOf(names);
        this.ownAddresses = Set.copyOf(ownAddresses);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Phase phase() {
        return Phase.EVIDENCE;
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        Optional<IpAddress> client = inquiry.client().address();
        if (!config.enabled() || client.isEmpty() || isOwn(client.get())) {
            return NOTHING;
        }
        String helo = inquiry.client().helo();
        if (helo.isEmpty()) {
            return greeted(inquiry.state()) ? sign(config.missingPoints(), "said no HELO", helo) : NOTHING;
        }
        HeloName read = HeloName.read(helo);
        if (read instanceof HeloName.Name name) {
            return name(name, helo);
        }
        if (read instanceof HeloName.Literal literal) {
            return literal(literal.address(), client.get(), helo);
        }
        return sign(config.syntaxPoints(), ((HeloName.Malformed) read).why(), helo);
    }

    @Override
    public Duration lasts(Inquiry inquiry) {
        return AS_LONG_AS_THE_SETTINGS;
    }

    /** Whether a client must have said HELO by now (RFC 5321 section 4.1.1.1). */
    private static boolean greeted(ProtocolState state) {
        return switch (state) {
            case MAIL, RCPT, DATA, BDAT, END_OF_MESSAGE -> true;
            case CONNECT, HELO, EHLO, VRFY, ETRN, XCLIENT, OTHER -> false;
        };
    }

    private CompletionStage<Finding> name(HeloName.Name name, String helo) {
        boolean own = ownNames.contains(name.name());
        if (own && (name.full() || config.ownNamePoints() >= config.notFullPoints())) {
            return sign(config.ownNamePoints(), "this host's own name", helo);
        }
        return name.full() ? NOTHING : sign(config.notFullPoints(), "no name that others can look up", helo);
    }

    private CompletionStage<Finding> literal(IpAddress literal, IpAddress client, String helo) {
        if (literal.equals(client)) {
            return NOTHING;
        }
        return isOwn(literal)
                ? sign(config.ownNamePoints(), "this host's own address", helo)
                : sign(config.literalPoints(), "an address that is not the client's", helo);
    }

    private boolean isOwn(IpAddress address) {
        return address.isLoopback() || ownAddresses.contains(address);
    }

    private static CompletionStage<Finding> sign(double points, String what, String helo) {
        if (points == 0) {
            return NOTHING;
        }
        String detail = helo.isEmpty() ? what : "HELO " + helo + ": " + what;
        Sign sign = new Sign(Reason.HELO, points, detail);
        return CompletableFuture.completedFuture(new Finding.Points(List.of(sign)));
    }
}
