package org.doorward.firewall.nft;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;

/** What the errors of {@code nft} mean. It has one status for all of them, so it is their English text that tells. */
final class NftErrors {

    /** Enough for the first error; a transaction that fails for each of its elements would write megabytes. */
    private static final int MOST_BYTES = 2000;

    /** Added to the number of the signal by which a process was ended. */
    private static final int BY_SIGNAL = 128;

    private NftErrors() {}

    /** The beginning of what it wrote; the rest is read and forgotten. */
    static String read(InputStream errors) throws IOException {
        byte[] beginning = errors.readNBytes(MOST_BYTES);
        errors.transferTo(OutputStream.nullOutputStream());
        return new String(beginning, StandardCharsets.UTF_8);
    }

    /** The failure of a call that has ended. */
    static FirewallException of(String command, int status, String errors) {
        if (status > BY_SIGNAL) {
            // No element is to blame for that.
            return new FirewallException(
                    Kind.UNKNOWN,
                    command + " was killed by signal " + (status - BY_SIGNAL)
                            + ": whether it was done is not known. Was memory short? The kernel's log (dmesg) may say");
        }
        Kind kind = kind(errors);
        String said = firstError(errors);
        String remedy = switch (kind) {
            case GONE -> "; the table or a set of it is not there";
            case FULL -> "; a set has no more room: raise the most elements, or ban less";
            case FORBIDDEN -> "; it needs CAP_NET_ADMIN, and the table must not be owned by another program";
            case MISSING, UNKNOWN, REFUSED -> "";
        };
        return new FirewallException(kind, command + " ended with status " + status + ": " + said + remedy);
    }

    private static Kind kind(String errors) {
        if (errors.contains("Operation not permitted") || errors.contains("Permission denied")) {
            return Kind.FORBIDDEN;
        }
        if (errors.contains("Too many open files in system")) {
            return Kind.FULL;
        }
        // Every delete comes after an add of the same, so what is missing is the table, or a set of it.
        return errors.contains("No such file or directory") ? Kind.GONE : Kind.REFUSED;
    }

    private static String firstError(String errors) {
        return errors.lines()
                .filter(line -> line.contains("Error") || line.contains("error"))
                .findFirst()
                .or(() -> errors.lines().findFirst())
                .map(line -> line.strip())
                .orElse("no message");
    }
}
