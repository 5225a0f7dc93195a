package org.doorward.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.store.net.IpAddress;

/**
 * Tells a name that a provider gave to each of its addresses from a name that somebody gave to a server.
 *
 * <p>Two signs speak for the first: the name embeds the client's own address, or it has a word of access networks
 * ({@code dhcp}, {@code dsl}, {@code pool}) beside digits. A word of mail servers ({@code mta}, {@code smtp}) speaks against
 * it: large senders number their pools ({@code mta-65-227.sparkpostmail.com}), and some of them do so by address. Only a word
 * that no mail pool uses, such as {@code dynamic} or {@code pppoe}, outweighs it.
 *
 * <table>
 * <caption>What decides, the first line that fits</caption>
 * <tr><td>a plain word of access networks, and a digit</td><td>generic</td></tr>
 * <tr><td>a word of mail servers</td><td>a server's</td></tr>
 * <tr><td>the address embedded</td><td>generic</td></tr>
 * <tr><td>a word that both use ({@code pool}, {@code home}), and four digits</td><td>generic</td></tr>
 * <tr><td>else</td><td>a server's</td></tr>
 * </table>
 *
 * <p>{@code static-198-51-100-7.example.net} and the default names of rented servers are generic by this: nobody has named
 * those hosts. This is a reason to look twice, never one to refuse: honest small servers have such names too.
 *
 * <p>Words count as whole runs of letters, and only to the left of the registered domain (taken as the last two labels).
 */
public final class DynamicName {

    private static final Set<String> MAIL_WORDS = Set.of(
            "mail",
            "mails",
            "email",
            "mx",
            "mxa",
            "mxb",
            "mxout",
            "smtp",
            "smtpout",
            "smtps",
            "mta",
            "mtaout",
            "mout",
            "mailout",
            "outmail",
            "outbound",
            "out",
            "relay",
            "mailrelay",
            "mailer",
            "mailgw",
            "mailgate",
            "postout",
            "bulkmail",
            "newsletter",
            "sender",
            "mailserver",
            "mailhost",
            "postfix",
            "exim");

    private static final Set<String> PLAIN_WORDS = Set.of(
            "dyn",
            "dip",
            "dial",
            "dialin",
            "dialup",
            "dialip",
            "dhcp",
            "ppp",
            "pppoe",
            "dsl",
            "adsl",
            "sdsl",
            "vdsl",
            "xdsl",
            "cable",
            "cablemodem",
            "modem",
            "docsis",
            "catv",
            "hfc",
            "hsd",
            "cpe",
            "broadband",
            "ftth",
            "fttx",
            "fttb",
            "gpon",
            "dynamic",
            "dynip",
            "residential",
            "lte",
            "gprs",
            "umts",
            "wimax",
            "kabel",
            "nat",
            "cgnat");

    /** Parts of longer words that mean nothing else: {@code dynamicip}, {@code bigadslpool}. */
    private static final List<String> PLAIN_PARTS = List.of("dynamic", "dialup", "dhcp", "adsl", "pppoe", "broadband");

    private static final Set<String> SHARED_WORDS = Set.of(
            "cm",
            "pool",
            "pools",
            "client",
            "clients",
            "customer",
            "customers",
            "cust",
            "user",
            "users",
            "home",
            "res",
            "mobile",
            "wireless",
            "wifi",
            "wlan",
            "fiber",
            "fibre",
            "subscriber",
            "subs",
            "access",
            "ip",
            "host");

    private static final int SHARED_WORD_DIGITS = 4;

    /** RFC 1035 section 2.3.4. */
    private static final int LONGEST_NAME = 255;

    private static final Pattern LETTERS = Pattern.compile("[a-z]+");

    private DynamicName() {}

    /**
     * Whether the name looks like one of many that a provider made by rule.
     *
     * @param verifiedName the client's verified name; the empty one is no such name
     * @param address the client's address
     * @return the sign that decided, for the log; empty when it looks like a server's own name
     */
    public static Optional<String> sign(String verifiedName, IpAddress address) {
        String name = verifiedName.toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        String host = beforeRegistered(name);
        List<String> words = words(host);
        long digits = host.chars().filter(c -> c >= '0' && c <= '9').count();
        Optional<String> plain = words.stream().filter(DynamicName::isPlain).findFirst();
        if (plain.isPresent() && digits > 0) {
            return plain.map(word -> "has \"" + word + "\" beside digits");
        }
        if (words(name).stream().anyMatch(MAIL_WORDS::contains)) {
            return Optional.empty();
        }
        if (EmbeddedAddress.in(name, address)) {
            return Optional.of("embeds its address");
        }
        Optional<String> shared = words.stream().filter(SHARED_WORDS::contains).findFirst();
        return shared.filter(word -> digits >= SHARED_WORD_DIGITS).map(word -> "has \"" + word + "\" beside digits");
    }

    /** Whether {@link #sign} finds one. */
    public static boolean looksDynamic(String verifiedName, IpAddress address) {
        return sign(verifiedName, address).isPresent();
    }

    private static boolean isPlain(String word) {
        return PLAIN_WORDS.contains(word) || PLAIN_PARTS.stream().anyMatch(word::contains);
    }

    private static String beforeRegistered(String name) {
        int top = name.lastIndexOf('.');
        int second = name.lastIndexOf('.', top - 1);
        return name.substring(0, Math.max(second, 0));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher letters = LETTERS.matcher(text);
        while (letters.find()) {
            words.add(letters.group());
        }
        return words;
    }
}
