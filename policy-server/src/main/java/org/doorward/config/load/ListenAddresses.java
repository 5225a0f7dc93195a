package org.doorward.config.load;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.config.ListenAddress;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;
import org.doorward.store.net.IpAddress;

/** Addresses to listen on, in Postfix's notation: {@code inet:HOST:PORT}, {@code unix:PATH}. */
final class ListenAddresses {

    /** Either kind. */
    static final ValueType<ListenAddress> ANY =
            ValueType.text("inet:HOST:PORT or unix:/PATH", ListenAddresses::understand);

    /** TCP only. */
    static final ValueType<ListenAddress.Inet> INET = ValueType.text(
            "inet:HOST:PORT",
            text -> understand(text)
                    .then(address -> address instanceof ListenAddress.Inet inet
                            ? Outcome.of(inet)
                            : Outcome.refuse(Quoted.of(text) + " is a unix socket", "write inet:HOST:PORT")));

    /** TCP, or empty. */
    static final ValueType<Optional<ListenAddress.Inet>> OPTIONAL_INET = ValueType.text(
            "inet:HOST:PORT, or empty",
            text -> text.isEmpty()
                    ? Outcome.of(Optional.empty())
                    : understand(text)
                            .then(address -> address instanceof ListenAddress.Inet inet
                                    ? Outcome.of(Optional.of(inet))
                                    : Outcome.refuse(Quoted.of(text) + " is a unix socket", "write inet:HOST:PORT")));

    /** {@code sun_path} holds 108 bytes with the zero at its end (unix(7)). */
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final int LARGEST_PORT = 65_535;

    private static final Pattern INET_FORM = Pattern.compile("(\\[[^\\]]*\\]|[^:]*):([0-9]{1,5})");
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");
    private static final Pattern LOOKS_LIKE_IPV4 = Pattern.compile("[0-9.]+");

    private ListenAddresses() {}

    /** Any address to listen on. */
    static Outcome<ListenAddress> understand(String text) {
        if (text.startsWith("inet:")) {
            return inet(text, text.substring("inet:".length()));
        }
        if (text.startsWith("unix:")) {
            return unix(text, text.substring("unix:".length()));
        }
        boolean path = text.startsWith("/");
        boolean hostAndPort = INET_FORM.matcher(text).matches();
        String guess = path ? "unix:" + text : "inet:" + text;
        return Outcome.refuse(
                Quoted.of(text) + " is no address to listen on",
                path || hostAndPort ? "write " + Quoted.of(guess) : "write inet:HOST:PORT or unix:/PATH");
    }

    private static Outcome<ListenAddress> inet(String text, String rest) {
        Matcher matcher = INET_FORM.matcher(rest);
        if (!matcher.matches()) {
            boolean v6 = IpAddress.parse(rest.substring(0, Math.max(0, rest.lastIndexOf(':'))))
                    .filter(IpAddress::isV6)
                    .isPresent();
            return refuse(
                    text, v6 ? "put the IPv6 address in brackets, as in inet:[::1]:60000" : "write inet:HOST:PORT");
        }
        int port = Integer.parseInt(matcher.group(2));
        if (port > LARGEST_PORT) {
            return refuse(text, "a port is 0 to " + LARGEST_PORT);
        }
        return host(text, matcher.group(1)).then(host -> Outcome.of(new ListenAddress.Inet(host, port)));
    }

    private static Outcome<String> host(String text, String written) {
        boolean bracketed = written.startsWith("[");
        String host = bracketed ? written.substring(1, written.length() - 1) : written;
        boolean address = IpAddress.parse(host).isPresent();
        if (bracketed && !address) {
            return refuse(text, "an IPv6 address stands in the brackets, as in inet:[::1]:60000");
        }
        if (host.isEmpty() || host.equals("*")) {
            return refuse(text, "for all addresses write inet:0.0.0.0:PORT and inet:[::]:PORT");
        }
        boolean name = HOST_NAME.matcher(host).matches()
                && !LOOKS_LIKE_IPV4.matcher(host).matches();
        return address || name ? Outcome.of(host) : refuse(text, "write an address or a host name before the port");
    }

    private static Outcome<ListenAddress> unix(String text, String path) {
        if (!path.startsWith("/")) {
            return refuse(text, "write the whole path, as in unix:/var/spool/postfix/doorward/policy");
        }
        int length = path.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_SOCKET_PATH) {
            return refuse(text, "a socket's path has at most " + LONGEST_SOCKET_PATH + " bytes, this has " + length);
        }
        try {
            return Outcome.of(new ListenAddress.Unix(Path.of(path)));
        } catch (InvalidPathException invalid) {
            return refuse(text, "name a path");
        }
    }

    private static <T> Outcome<T> refuse(String text, String remedy) {
        return Outcome.refuse(Quoted.of(text) + " is no address to listen on", remedy);
    }
}
