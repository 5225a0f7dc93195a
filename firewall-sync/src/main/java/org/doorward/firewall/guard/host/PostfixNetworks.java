package org.doorward.firewall.guard.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * The networks that Postfix trusts, its relay hosts, and the addresses of its proxies.
 *
 * <p>Addresses are read as Postfix writes them: {@code 10.0.0.0/8}, {@code [2001:db8::]/32}, {@code [198.51.100.7]:587}. A file of them
 * ({@code /etc/postfix/networks}) is read too; a table ({@code hash:}, {@code cidr:}) is not, and that is said. A relay host's name is looked
 * up as an address; its MX hosts are not. A network that is taken out ({@code !10.0.0.7}) stays covered by the one it is in.
 */
public final class PostfixNetworks implements NeverBanSource {

    private static final String RELAY_HOST = "relayhost";

    private static final List<String> PARAMETERS =
            List.of("mynetworks", RELAY_HOST, "proxy_interfaces", "smtpd_authorized_xclient_hosts");

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_WORDS = 10_000;

    private final HostFiles files;
    private final Program program;

    /** Asks {@code postconf}, reads files that it names, and looks up names with {@code getent}. */
    public PostfixNetworks(HostFiles files, Program program) {
        this.files = files;
        this.program = program;
    }

    @Override
    public String name() {
        return "postfix";
    }

    @Override
    public Reading read() throws IOException, InterruptedException {
        Optional<String> answer = ask();
        if (answer.isEmpty()) {
            return new Reading(List.of(), List.of());
        }
        Gathering gathering = new Gathering();
        for (String line : answer.get().split("\n", -1)) {
            int equals = line.indexOf(" =");
            if (equals > 0 && PARAMETERS.contains(line.substring(0, equals))) {
                gathering.words(line.substring(0, equals), line.substring(equals + 2));
            }
        }
        return new Reading(List.copyOf(gathering.found), List.copyOf(gathering.remarks));
    }

    /** What {@code postconf} says; empty where there is no Postfix, or one that nobody has set up. */
    private Optional<String> ask() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("postconf", "-x"));
        command.addAll(PARAMETERS);
        try {
            return program.run(command, PATIENCE);
        } catch (IOException failed) {
            if (isSetUp()) {
                throw failed;
            }
            return Optional.empty();
        }
    }

    /** Debian installs Postfix without a main.cf when it is told to leave the settings alone; postconf then fails. */
    private boolean isSetUp() throws IOException, InterruptedException {
        Optional<String> folder = program.run(List.of("postconf", "-d", "-h", "config_directory"), PATIENCE);
        return folder.isEmpty() || !Files.notExists(files.path(folder.get().strip() + "/main.cf"));
    }

    /** What one look brings together. */
    private final class Gathering {

        private final Set<Found> found = new LinkedHashSet<>();
        private final Set<String> remarks = new LinkedHashSet<>();
        private int read;

        void words(String parameter, String text) throws IOException, InterruptedException {
            for (String word : text.strip().split("[\\s,]+", -1)) {
                if (++read > MOST_WORDS) {
                    throw new IOException("Postfix's " + parameter + " has more than " + MOST_WORDS + " networks");
                }
                if (!word.isEmpty()) {
                    word(parameter, word);
                }
            }
        }

        private void word(String parameter, String word) throws IOException, InterruptedException {
            if (word.startsWith("!")) {
                remarks.add(parameter + ": " + word + " is taken out there, not here");
            } else if (word.startsWith("/")) {
                file(parameter, word);
            } else {
                Optional<Cidr> network = network(word);
                if (network.isPresent()) {
                    found.add(new Found(network.get(), "Postfix's " + parameter));
                } else if (word.matches("[a-z]+:.*/.*|static:.*|inline:.*")) {
                    remarks.add(parameter + ": the table " + word + " is not read; name its networks in never_ban");
                } else if (parameter.equals(RELAY_HOST)) {
                    lookUp(word);
                } else {
                    remarks.add(parameter + ": " + word + " is not a network");
                }
            }
        }

        private void file(String parameter, String name) throws IOException, InterruptedException {
            try {
                for (String line : files.lines(name)) {
                    if (!line.strip().startsWith("#")) {
                        words(parameter, line);
                    }
                }
            } catch (NoSuchFileException absent) {
                remarks.add(parameter + ": there is no file " + name);
            }
        }

        private void lookUp(String word) throws IOException, InterruptedException {
            String host = word.replaceFirst("^\\[?([^\\]:]+)\\]?(:.*)?$", "$1");
            try {
                String answer =
                        program.run(List.of("getent", "ahosts", host), PATIENCE).orElse("");
                for (String line : answer.split("\n", -1)) {
                    IpAddress.parse(line.split("\\s", -1)[0])
                            .ifPresent(address -> found.add(
                                    new Found(Cidr.of(address, address.bits()), "Postfix's relayhost " + host)));
                }
            } catch (IOException unknown) {
                remarks.add(RELAY_HOST + ": " + host + " has no address now");
            }
        }
    }

    /** A network as Postfix writes it; empty when the word is none. */
    static Optional<Cidr> network(String word) {
        int end = word.indexOf(']');
        if (!word.startsWith("[") || end < 0) {
            return Cidr.parse(word);
        }
        String inside = word.substring(1, end);
        String address = inside.startsWith("ipv6:") ? inside.substring("ipv6:".length()) : inside;
        String behind = word.substring(end + 1);
        return Cidr.parse(behind.startsWith("/") ? address + behind : address);
    }
}
