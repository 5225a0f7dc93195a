package org.doorward.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One policy request: attributes in the order in which they came. Immutable.
 *
 * <p>Of attributes with the same name the first one counts; the protocol leaves that to the server. An attribute with an
 * empty value means the same as one that is absent (SMTPD_POLICY_README).
 */
public final class PolicyRequest {

    /**
     * Name, value, name, value. A linear search through about 30 names, most of them interned and so found by identity, is
     * cheaper than the map that it would take to avoid it.
     */
    private final String[] namesAndValues;

    private PolicyRequest(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /** A request with these attributes, in the map's order. */
    public static PolicyRequest of(Map<String, String> attributes) {
        String[] namesAndValues = new String[2 * attributes.size()];
        int at = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            namesAndValues[at++] = attribute.getKey();
            namesAndValues[at++] = attribute.getValue();
        }
        return new PolicyRequest(namesAndValues);
    }

    /**
     * A request with these attributes.
     *
     * @param namesAndValues name, value, name, value; duplicates are allowed; copied
     */
    static PolicyRequest ofPairs(List<String> namesAndValues) {
        return new PolicyRequest(namesAndValues.toArray(new String[0]));
    }

    /**
     * The value of an attribute.
     *
     * @param name its name, case-sensitive
     * @return the value of the first attribute of that name, the empty string when there is none
     */
    public String get(String name) {
        for (int at = 0; at < namesAndValues.length; at += 2) {
            if (namesAndValues[at].equals(name)) {
                return namesAndValues[at + 1];
            }
        }
        return "";
    }

    /** All attributes in their order, without the duplicates that do not count; made anew at each call. */
    public Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            attributes.putIfAbsent(namesAndValues[at], namesAndValues[at + 1]);
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
