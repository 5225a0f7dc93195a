package org.doorward.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One policy request: attributes in the order in which they came. Immutable.
 *
 * <p>Of attributes with the same name the first one counts; the protocol leaves that to the server. An attribute with an
 * empty value means the same as one that is absent (SMTPD_POLICY_README).
 */
public final class PolicyRequest {

    /**
     * The attributes as they came, a line each. Postfix sends about 30, of which a decision looks at half, and most of those
     * are empty: making strings of all would be the larger part of reading a request.
     */
    private final byte[] text;

    /** For each attribute where its equals sign stands in the text, and where it ends; one begins a byte behind the last. */
    private final int[] bounds;

    /**
     * A request.
     *
     * @param text the attributes, each {@code name=value} and one byte more
     * @param bounds for each attribute the index of its first equals sign, and the index behind its last byte
     */
    PolicyRequest(byte[] text, int[] bounds) {
        this.text = text;
        this.bounds = bounds;
    }

    /** A request with these attributes, in the map's order. */
    public static PolicyRequest of(Map<String, String> attributes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int[] bounds = new int[2 * attributes.size()];
        int at = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            text.writeBytes(attribute.getKey().getBytes(StandardCharsets.UTF_8));
            bounds[at++] = text.size();
            text.write('=');
            text.writeBytes(attribute.getValue().getBytes(StandardCharsets.UTF_8));
            bounds[at++] = text.size();
            text.write('\n');
        }
        return new PolicyRequest(text.toByteArray(), bounds);
    }

    /**
     * The value of an attribute.
     *
     * @param name its name in ASCII, as all are that Postfix sends; case-sensitive
     * @return the value of the first attribute of that name, the empty string when there is none
     */
    public String get(String name) {
        int start = 0;
        for (int at = 0; at < bounds.length; at += 2) {
            if (isAt(start, bounds[at], name)) {
                return string(bounds[at] + 1, bounds[at + 1]);
            }
            start = bounds[at + 1] + 1;
        }
        return "";
    }

    private boolean isAt(int from, int to, String name) {
        if (to - from != name.length()) {
            return false;
        }
        for (int at = 0; at < name.length(); at++) {
            if (text[from + at] != name.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    private String string(int from, int to) {
        return from == to ? "" : new String(text, from, to - from, StandardCharsets.UTF_8);
    }

    /** All attributes in their order, without the duplicates that do not count; made anew at each call. */
    public Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        int start = 0;
        for (int at = 0; at < bounds.length; at += 2) {
            attributes.putIfAbsent(string(start, bounds[at]), string(bounds[at] + 1, bounds[at + 1]));
            start = bounds[at + 1] + 1;
        }
        return Collections.unmodifiableMap(attributes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PolicyRequest that && attributes().equals(that.attributes());
    }

    @Override
    public int hashCode() {
        return attributes().hashCode();
    }

    /** For tests and debuggers; holds clients' text, unescaped. */
    @Override
    public String toString() {
        return "PolicyRequest" + attributes();
    }
}
