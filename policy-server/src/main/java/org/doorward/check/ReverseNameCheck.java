package org.doorward.check;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.config.ReverseNameConfig;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.LastingCheck;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.store.net.IpAddress;

/**
 * Check {@code reverse_name}: what the DNS calls the client, as Postfix has found out.
 *
 * <p>Postfix says {@code unknown} for a name that there is not, for one that does not lead back, and also when its name server
 * did not answer in time, or when {@code smtpd_peername_lookup = no} keeps it from asking. These cannot be told apart here,
 * so they are worth little.
 */
public final class ReverseNameCheck implements LastingCheck {

    /** The check's name. */
    public static final String NAME = "reverse_name";

    /** All signs of this check have one source: whatever is wrong with it, it is one name. */
    private static final String SOURCE = NAME;

    /** Some 5 MB at most, with names of at most this length; longer ones are looked at each time. */
    private static final int REMEMBERED = 20_000;

    private static final int LONGEST_REMEMBERED = 80;

    private final ReverseNameConfig config;
    private final CompletionStage<Finding> missing;
    private final Cache<NamedClient, CompletionStage<Finding>> seen = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .build();

    /**
     * The check.
     *
     * @param config its settings
     */
    public ReverseNameCheck(ReverseNameConfig config) {
        this.config = config;
        this.missing = sign(Reason.REVERSE_NAME, config.missingPoints(), "no reverse name");
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
        Inquiry.Client client = inquiry.client();
        Optional<IpAddress> address = client.address();
        if (!config.enabled() || address.isEmpty()) {
            return NOTHING;
        }
        if (!client.name().isEmpty()) {
            return verified(client.name(), address.get());
        }
        return client.reverseName().isEmpty()
                ? missing
                : sign(
                        Reason.REVERSE_NAME,
                        config.unconfirmedPoints(),
                        "the reverse name " + client.reverseName() + " does not lead back");
    }

    @Override
    public Duration lasts(Inquiry inquiry) {
        return AS_LONG_AS_THE_SETTINGS;
    }

    /** The expressions that look for the address in the name cost some microseconds, which a client pays once. */
    private CompletionStage<Finding> verified(String name, IpAddress address) {
        if (name.length() > LONGEST_REMEMBERED) {
            return dynamic(name, address);
        }
        NamedClient named = new NamedClient(address, name);
        CompletionStage<Finding> known = seen.getIfPresent(named);
        if (known != null) {
            return known;
        }
        CompletionStage<Finding> found = dynamic(name, address);
        seen.put(named, found);
        return found;
    }

    private CompletionStage<Finding> dynamic(String name, IpAddress address) {
        return DynamicName.sign(name, address)
                .map(why -> sign(Reason.DYNAMIC_NAME, config.dynamicPoints(), name + " " + why))
                .orElse(NOTHING);
    }

    private static CompletionStage<Finding> sign(Reason reason, double points, String detail) {
        if (points == 0) {
            return NOTHING;
        }
        Sign sign = new Sign(reason, SOURCE, points, detail, "");
        return CompletableFuture.completedFuture(new Finding.Points(List.of(sign)));
    }
}
