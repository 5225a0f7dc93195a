package org.doorward.firewall.egress;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.doorward.firewall.guard.host.Program;
import org.jspecify.annotations.Nullable;

/** The numbers of this host's users, by {@code getent}: so that those from a directory are found too. */
public final class HostUsers {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Program program;

    /** Asks by this program. */
    public HostUsers(Program program) {
        this.program = program;
    }

    /**
     * The numbers of some users.
     *
     * @param users names or numbers
     * @throws IOException when one is not known here; the message says which
     */
    public Set<Long> uids(List<String> users) throws IOException, InterruptedException {
        Set<Long> uids = new TreeSet<>();
        for (String user : users) {
            uids.add(user.matches("\\d{1,9}") ? Long.parseLong(user) : uid(user));
        }
        return uids;
    }

    private long uid(String user) throws IOException, InterruptedException {
        Optional<String> entry;
        try {
            entry = user.startsWith("-") ? Optional.empty() : program.run(List.of("getent", "passwd", user), PATIENCE);
        } catch (IOException e) {
            throw unknown(user, e);
        }
        String[] fields = entry.orElse("").split(":", -1);
        if (fields.length < 3 || !fields[2].matches("\\d{1,10}")) {
            throw unknown(user, null);
        }
        return Long.parseLong(fields[2]);
    }

    private static IOException unknown(String user, @Nullable Exception cause) {
        return new IOException(
                "there is no user " + user + " on this host; name another in the users of the outbound lock", cause);
    }
}
