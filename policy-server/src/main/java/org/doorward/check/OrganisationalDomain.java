package org.doorward.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the organisational domain of a host's name by the public suffix list: what somebody registered, and so the part
 * that all hosts of one organisation share. {@code mail-1.example.co.uk} belongs to {@code example.co.uk}.
 *
 * <p>Both sections of the list count. The private one keeps customers of one host apart
 * ({@code alice.hoster.example} and {@code bob.hoster.example} are strangers). The rules, from publicsuffix.org: the
 * longest rule that matches is the suffix; {@code *} stands for one label; an exception ({@code !}) wins and takes one label
 * off; where no rule matches, the last label is the suffix. The organisational domain is the suffix and one label more.
 *
 * <p>All rules stand in one map by their text, so a look-up costs one hash a label. The list has internationalised domains
 * in Unicode, and they stay so: turning 500 of them into ASCII would be most of the time that loading takes, so a name is
 * turned into Unicode instead, when it has an {@code xn--} label. The list that comes with Doorward ages; a newer one, such
 * as that of Debian's package {@code publicsuffix}, can be configured.
 */
public final class OrganisationalDomain {

    private static final String BUNDLED = "public_suffix_list.dat";

    /** RFC 1035 section 2.3.4. */
    private static final int LONGEST_NAME = 253;

    private static final byte PLAIN = 1;
    private static final byte WILDCARD_BELOW = 2;
    private static final byte EXCEPTION = 4;

    private final Map<String, Byte> rules;

    private OrganisationalDomain(Map<String, Byte> rules) {
        this.rules = rules;
    }

    /** Reads the list that comes with Doorward. */
    public static OrganisationalDomain bundled() {
        try (InputStream list = OrganisationalDomain.class.getResourceAsStream(BUNDLED)) {
            if (list == null) {
                throw new IllegalStateException(BUNDLED + " is missing from the program");
            }
            return read(new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Reads another list.
     *
     * @param file a list in the format of publicsuffix.org, UTF-8
     * @throws IOException when it cannot be read, or holds no rule
     */
    public static OrganisationalDomain load(Path file) throws IOException {
        try (BufferedReader list = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            OrganisationalDomain domains = read(list);
            if (domains.rules.isEmpty()) {
                throw new IOException(file + " holds no rule of a public suffix list");
            }
            return domains;
        }
    }

    static OrganisationalDomain read(BufferedReader list) throws IOException {
        Map<String, Byte> rules = new HashMap<>(1 << 14);
        for (String line = list.readLine(); line != null; line = list.readLine()) {
            String rule = firstWord(line);
            if (!rule.isEmpty() && !rule.startsWith("//")) {
                addRule(rule, rules);
            }
        }
        return new OrganisationalDomain(rules);
    }

    /** The format: each line is only read up to the first white space. */
    private static String firstWord(String line) {
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        return line.substring(0, end);
    }

    private static void addRule(String rule, Map<String, Byte> rules) {
        if (rule.startsWith("!")) {
            addFlag(rule.substring(1), EXCEPTION, rules);
        } else if (rule.startsWith("*.")) {
            addFlag(rule.substring(2), WILDCARD_BELOW, rules);
        } else {
            addFlag(rule, PLAIN, rules);
        }
    }

    private static void addFlag(String domain, byte flag, Map<String, Byte> rules) {
        rules.merge(listed(domain.toLowerCase(Locale.ROOT)), flag, (one, other) -> (byte) (one | other));
    }

    /**
     * The organisational domain.
     *
     * @param hostName a host's name; in any case, with or without the root's dot, internationalised or not
     * @return the domain in lower-case ASCII; empty for a public suffix itself, for an address and for what is no name
     */
    public Optional<String> of(String hostName) {
        String relative = hostName.endsWith(".") ? hostName.substring(0, hostName.length() - 1) : hostName;
        return ascii(relative).filter(OrganisationalDomain::isName).flatMap(this::registered);
    }

    private Optional<String> registered(String name) {
        String listed = listed(name);
        int suffix = suffixStart(listed);
        if (suffix <= 0) {
            return Optional.empty();
        }
        int dots = 1;
        for (int i = suffix; i < listed.length(); i++) {
            dots += listed.charAt(i) == '.' ? 1 : 0;
        }
        return Optional.of(lastLabels(name, dots + 1));
    }

    private static String lastLabels(String name, int count) {
        int start = name.length();
        for (int label = 0; label < count; label++) {
            start = name.lastIndexOf('.', start - 1);
        }
        return name.substring(start + 1);
    }

    /** A domain in the form in which the list has it. */
    private static String listed(String domain) {
        return domain.contains("xn--") ? IDN.toUnicode(domain, IDN.ALLOW_UNASSIGNED) : domain;
    }

    /** Where the public suffix begins: walks from the whole name towards the top, so the longest rule is met first. */
    private int suffixStart(String name) {
        int previous = -1;
        int start = 0;
        while (true) {
            int flags = rules.getOrDefault(name.substring(start), (byte) 0);
            int next = name.indexOf('.', start) + 1;
            if ((flags & EXCEPTION) != 0) {
                return next;
            }
            if ((flags & WILDCARD_BELOW) != 0 && previous >= 0) {
                return previous;
            }
            if ((flags & PLAIN) != 0 || next == 0) {
                return start;
            }
            previous = start;
            start = next;
        }
    }

    private static boolean isName(String name) {
        boolean wellFormed = !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && name.charAt(0) != '.'
                && !name.endsWith(".")
                && !name.contains("..");
        return wellFormed && name.indexOf(':') < 0 && !isNumber(name.substring(name.lastIndexOf('.') + 1));
    }

    /** No top-level domain is a number, but the end of every IPv4 address is. */
    private static boolean isNumber(String label) {
        return label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Lower-case ASCII; empty when the text cannot be a domain (IDNA 2003, RFC 3490). */
    private static Optional<String> ascii(String domain) {
        if (domain.chars().allMatch(c -> c < 0x80)) {
            return Optional.of(domain.toLowerCase(Locale.ROOT));
        }
        try {
            return Optional.of(IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException notADomain) {
            return Optional.empty();
        }
    }
}
