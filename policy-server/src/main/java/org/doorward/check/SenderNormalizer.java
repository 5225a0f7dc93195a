package org.doorward.check;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Brings a sender into the form that the greylist keys on, so that each new bounce address of one sender is not a new
 * triplet.
 *
 * <p>In this order, again until nothing changes:
 *
 * <ol>
 *   <li>a wrapper is taken off, see {@link SenderWrapper}: BATV and its kin, SRS0, SRS1, Exchange's SRS;
 *   <li>an extension ({@code user+tag}) goes away;
 *   <li>a recipient's address at the end of the local part ({@code list-return-7-user=example.com}, VERP) becomes {@code #};
 *   <li>UUIDs and tokens that are random beyond doubt become {@code #}, see {@link RandomToken}; in an address that a machine
 *       wrote (one with a word such as {@code bounce}, at a domain such as {@code bounces.example.org}, or with a {@code #}
 *       by now) so do all numbers and all short tokens with digits;
 *   <li>in the domain, tokens that are random beyond doubt become {@code #}, but never in the part that was registered.
 * </ol>
 *
 * <p>All is lower case. A person's address keeps all its letters and digits: {@code john.smith2} is not {@code john.smith3},
 * and a telephone number is a name. What is taken for a machine's in error shares a triplet with its neighbours of the same
 * form, client network, domain and recipient, and with nobody else.
 *
 * <p>Limit: random tokens of letters alone stay, for no rule tells them from names in all languages.
 */
public final class SenderNormalizer {

    /** RFC 5321 allows 320; Postfix lets some 2,000 through. What follows does not count. */
    private static final int LONGEST = 512;

    private static final char PLACEHOLDER = '#';

    private static final Set<String> MACHINE_WORDS = Set.of(
            "bounce",
            "bounces",
            "bounced",
            "bnc",
            "return",
            "returns",
            "verp",
            "sentto",
            "errors",
            "dsn",
            "mailer",
            "notification",
            "notifications",
            "notify",
            "noreply",
            "reply",
            "newsletter",
            "campaign",
            "envelope",
            "msg");

    private static final Set<String> MACHINE_LABELS = Set.of("bounce", "bounces", "bnc", "return", "returns", "verp");

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static final Pattern PLACEHOLDERS = Pattern.compile("#[^\\p{L}\\p{N}]*#");

    private static final Pattern DOMAIN = Pattern.compile("[\\p{L}\\p{N}_-]+(\\.[\\p{L}\\p{N}_-]+)+");

    private SenderNormalizer() {}

    /**
     * Normalises a sender. Never fails; normalising twice is the same as once.
     *
     * @param sender an envelope sender without brackets, or the empty null sender, which stays empty
     */
    public static String normalize(String sender) {
        String current = cut(sender.toLowerCase(Locale.ROOT));
        // Each round that changes anything shortens the text or turns letters and digits into placeholders, so it ends.
        for (String next = once(current); !next.equals(current); next = once(current)) {
            current = next;
        }
        return current;
    }

    private static String cut(String address) {
        if (address.length() <= LONGEST) {
            return address;
        }
        boolean splitsPair = Character.isHighSurrogate(address.charAt(LONGEST - 1));
        return address.substring(0, splitsPair ? LONGEST - 1 : LONGEST);
    }

    private static String once(String address) {
        int at = address.lastIndexOf('@');
        String local = at < 0 ? address : address.substring(0, at);
        String domain = at < 0 ? "" : address.substring(at);
        String original = local.indexOf('=') < 0 ? address : SenderWrapper.unwrap(local, domain);
        return original.equals(address) ? maskLocal(local, domain) + maskDomain(domain) : original;
    }

    private static String maskLocal(String local, String domain) {
        String bare = withoutRecipient(withoutExtension(local));
        String masked = bare.indexOf('-') < 0 ? bare : UUID.matcher(bare).replaceAll("#");
        boolean machine = masked.indexOf(PLACEHOLDER) >= 0 || hasMachineWord(masked) || isMachineDomain(domain);
        return collapse(maskTokens(masked, machine));
    }

    /** Takes {@code user=example.com} off the end, as far back as the user can be told from what stands before. */
    private static String withoutRecipient(String local) {
        int equals = local.lastIndexOf('=');
        if (equals < 1 || !DOMAIN.matcher(local.substring(equals + 1)).matches()) {
            return local;
        }
        int end = equals;
        while (end > 0 && local.charAt(end - 1) == '=') {
            end--;
        }
        int start = end;
        while (start > 0 && local.charAt(start - 1) != '-' && local.charAt(start - 1) != '=') {
            start--;
        }
        return start == end ? local : local.substring(0, start) + PLACEHOLDER;
    }

    private static String withoutExtension(String local) {
        int plus = local.indexOf('+');
        return plus > 0 ? local.substring(0, plus) : local;
    }

    private static boolean hasMachineWord(String local) {
        int start = 0;
        for (int i = 0; i <= local.length(); i++) {
            if (i == local.length() || !Character.isLetter(local.charAt(i))) {
                if (i > start && MACHINE_WORDS.contains(local.substring(start, i))) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    private static boolean isMachineDomain(String domain) {
        int start = 1;
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', start)) {
            int end = dot;
            while (end > start && RandomToken.isDigit(domain.charAt(end - 1))) {
                end--;
            }
            if (MACHINE_LABELS.contains(domain.substring(start, end))) {
                return true;
            }
            start = dot + 1;
        }
        return false;
    }

    private static String maskTokens(String text, boolean machine) {
        StringBuilder masked = new StringBuilder(text.length());
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || !Character.isLetterOrDigit(text.charAt(i))) {
                masked.append(maskToken(text.substring(start, i), i - start == text.length(), machine));
                if (i < text.length()) {
                    masked.append(text.charAt(i));
                }
                start = i + 1;
            }
        }
        return masked.toString();
    }

    private static String maskToken(String token, boolean alone, boolean machine) {
        RandomToken counted = RandomToken.of(token);
        if (!counted.random(alone) && !(machine && counted.serial())) {
            return token;
        }
        String letters = token.substring(0, token.length() - counted.digits());
        return MACHINE_WORDS.contains(letters) ? letters + PLACEHOLDER : String.valueOf(PLACEHOLDER);
    }

    private static String collapse(String text) {
        if (text.indexOf(PLACEHOLDER) == text.lastIndexOf(PLACEHOLDER)) {
            return text;
        }
        return PLACEHOLDERS.matcher(text).replaceAll("#");
    }

    /** Masks the labels before the registered part; {@code domain} begins with the at sign, or is empty. */
    private static String maskDomain(String domain) {
        int registered = registeredPart(domain);
        return registered <= 1
                ? domain
                : "@" + collapse(maskTokens(domain.substring(1, registered), false)) + domain.substring(registered);
    }

    /**
     * Where the registered part begins, at the least: two labels from the end, three where the second is so short that it may
     * be a registry's ({@code co.uk}). Errs on the side of leaving a domain as it is.
     */
    private static int registeredPart(String domain) {
        int top = domain.lastIndexOf('.');
        int second = domain.lastIndexOf('.', top - 1);
        boolean registry = top - second <= 4;
        return registry ? domain.lastIndexOf('.', second - 1) + 1 : second + 1;
    }
}
