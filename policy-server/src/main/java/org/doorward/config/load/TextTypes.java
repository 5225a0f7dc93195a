package org.doorward.config.load;

import java.util.Locale;
import java.util.regex.Pattern;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;
import org.doorward.store.net.Cidr;

/** The small types that are written as one word: networks, names, modes, tokens. */
final class TextTypes {

    /** Underscores, for SPF records stand at such names. */
    private static final Pattern DOMAIN_NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

    private static final Pattern OCTAL_MODE = Pattern.compile("0?[0-7]{3}");
    private static final Pattern UNIX_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");

    /** What RFC 6750 (section 2.1) lets stand behind "Bearer". */
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]{16,256}=*");

    /** A network in CIDR notation; an address alone is a network of one. */
    static final ValueType<Cidr> NETWORK = ValueType.text(
            "a network such as 198.51.100.0/24 or 2001:db8::/32, or an address",
            text -> Cidr.parse(text)
                    .map(Outcome::of)
                    .orElseGet(() -> Outcome.refuse(
                            Quoted.of(text) + " is no network",
                            Cidr.problem(text).orElse("write an address, a slash and a prefix length"))));

    /** A domain in ASCII, in lower case and without the dot at its end. */
    static final ValueType<String> DOMAIN = ValueType.text(
            "a domain, such as mx.example.net",
            text -> DOMAIN_NAME.matcher(text).matches() && text.length() <= 253
                    ? Outcome.of(text.toLowerCase(Locale.ROOT))
                    : Outcome.refuse(
                            Quoted.of(text) + " is no domain",
                            "write it in ASCII (xn--...), without a dot at its end"));

    /** Permissions of a socket, in octal. */
    static final ValueType<Integer> SOCKET_MODE = ValueType.text(
            "permissions in octal, from \"0600\" to \"0777\"",
            text -> OCTAL_MODE.matcher(text).matches() && Integer.parseInt(text, 8) >= 0600
                    ? Outcome.of(Integer.parseInt(text, 8))
                    : Outcome.refuse(
                            Quoted.of(text) + " are no permissions of a socket that its owner can use",
                            "write octal digits in quotes, such as \"0660\""));

    /** The name of a group, or empty. */
    static final ValueType<String> GROUP = ValueType.text(
            "the name of a group, or empty",
            text -> text.isEmpty() || UNIX_NAME.matcher(text).matches()
                    ? Outcome.of(text)
                    : Outcome.refuse(Quoted.of(text) + " is no name of a group", "write a name, such as \"postfix\""));

    /** A bearer token, or empty. Whatever else it is, no message shows it: messages go to the log. */
    static final ValueType<String> TOKEN = ValueType.single(
            Object.class,
            "a token of 16 to 256 letters, digits or -._~+/, or empty",
            "put it in quotes",
            written -> written instanceof String text
                            && (text.isEmpty() || BEARER.matcher(text).matches())
                    ? Outcome.of(text)
                    : Outcome.refuse(
                            "is no token that can be used",
                            "write 16 to 256 letters, digits or -._~+/ in quotes, such as openssl rand -hex 32 prints"));

    /** The name of a check; whether there is such a check, {@link CrossRules} knows. */
    static final ValueType<String> CHECK_NAME = ValueType.text("the name of a check", Outcome::of);

    private TextTypes() {}
}
