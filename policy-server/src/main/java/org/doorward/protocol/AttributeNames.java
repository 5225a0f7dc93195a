package org.doorward.protocol;

import java.util.List;

/** The attribute names that Postfix 2.1 to 3.12 sends. A request may hold any other as well. */
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

    private AttributeNames() {}

    /** All of them, for whoever wants to tell a slip from a name. */
    public static List<String> all() {
        return NAMES;
    }
}
