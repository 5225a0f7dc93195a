package org.doorward.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names that Postfix 2.1 to 3.12 sends, found in a line without making a string of them: they are the same 29 in
 * every request, which would otherwise be half of all that a request allocates.
 */
public final class AttributeNames {

    private static final List<String> NAMES = List.of(
            "request",
            "protocol_state",
            "protocol_name",
            "client_address",
            "client_name",
            "client_port",
            "reverse_client_name",
            "server_address",
            "server_port",
            "helo_name",
            "sender",
            "recipient",
            "recipient_count",
            "queue_id",
            "instance",
            "size",
            "etrn_domain",
            "stress",
            "sasl_method",
            "sasl_username",
            "sasl_sender",
            "ccert_subject",
            "ccert_issuer",
            "ccert_fingerprint",
            "ccert_pubkey_fingerprint",
            "encryption_protocol",
            "encryption_cipher",
            "encryption_keysize",
            "policy_context",
            "compatibility_level",
            "mail_version",
            "tls_sni");

    /** A power of two, and four times the names, so that few share a slot. */
    private static final int SLOTS = 128;

    private static final @Nullable String[] TABLE = table();

    private AttributeNames() {}

    /** All of them, for whoever wants to tell a slip from a name. */
    public static List<String> all() {
        return NAMES;
    }

    /** The name that stands at the beginning of a line, without a new string when it is a known one. */
    static String read(byte[] line, int length) {
        int slot = slot(length, line[0], line[length - 1]);
        for (String name = TABLE[slot]; name != null; name = TABLE[slot]) {
            if (same(name, line, length)) {
                return name;
            }
            slot = (slot + 1) % SLOTS;
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean same(String name, byte[] line, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int at = 0; at < length; at++) {
            if (name.charAt(at) != line[at]) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int length, int first, int last) {
        return (31 * (31 * length + first) + last) & (SLOTS - 1);
    }

    private static @Nullable String[] table() {
        @Nullable String[] table = new String[SLOTS];
        for (String name : NAMES) {
            int slot = slot(name.length(), name.charAt(0), name.charAt(name.length() - 1));
            while (table[slot] != null) {
                slot = (slot + 1) % SLOTS;
            }
            table[slot] = name;
        }
        return table;
    }
}
