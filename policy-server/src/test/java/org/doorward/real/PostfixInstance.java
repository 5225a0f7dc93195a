package org.doorward.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.doorward.firewall.real.RealParts;

/**
 * A private Postfix in a temporary folder, on a free port of 127.0.0.1. Clients may take any address by XCLIENT. Mail for
 * {@link #DOMAIN} is delivered into Maildirs; all other mail is refused, so nothing ever leaves the machine.
 */
final class PostfixInstance implements AutoCloseable {

    /** The one domain that it takes mail for. */
    static final String DOMAIN = "test.invalid";

    private static final Path DAEMONS = Path.of("/usr/lib/postfix/sbin");
    private static final Path PACKAGED = Path.of("/etc/postfix");
    private static final List<String> USERS = List.of("user", "second", "third", "postmaster", "abuse");

    private final TestFolder folder;
    private final int port;
    private final List<String> prefix;
    private final List<String> addresses;
    private final Thread atExit = new Thread(this::killMaster);

    private PostfixInstance(TestFolder folder, int port, List<String> prefix, List<String> addresses) {
        this.folder = folder;
        this.port = port;
        this.prefix = prefix;
        this.addresses = addresses;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts one.
     *
     * @param mainCf lines of main.cf beside those that make it private
     */
    static PostfixInstance start(List<String> mainCf) throws IOException {
        return start(mainCf, List.of());
    }

    /**
     * The same with more services.
     *
     * @param masterCf lines of master.cf beside the usual ones
     */
    static PostfixInstance start(List<String> mainCf, List<String> masterCf) throws IOException {
        return start(mainCf, masterCf, Ports.free(), List.of(), List.of("127.0.0.1"));
    }

    /**
     * The same, with words before its commands.
     *
     * @param prefix what Postfix is started through, such as one that gives it another resolver
     */
    static PostfixInstance start(List<String> mainCf, List<String> masterCf, List<String> prefix) throws IOException {
        return start(mainCf, masterCf, Ports.free(), prefix, List.of("127.0.0.1"));
    }

    /**
     * One that is a host's mail server, on port 25.
     *
     * @param prefix words before a command, which place it on that host
     * @param addresses the host's addresses to listen on
     */
    static PostfixInstance of(List<String> mainCf, List<String> prefix, List<String> addresses) throws IOException {
        return start(mainCf, List.of(), 25, prefix, addresses);
    }

    /**
     * The same, with more services.
     *
     * @param masterCf lines of master.cf beside the usual ones
     */
    static PostfixInstance of(List<String> mainCf, List<String> masterCf, List<String> prefix, List<String> addresses)
            throws IOException {
        return start(mainCf, masterCf, 25, prefix, addresses);
    }

    private static PostfixInstance start(
            List<String> mainCf, List<String> masterCf, int port, List<String> prefix, List<String> addresses)
            throws IOException {
        RealParts.requireRoot();
        RealParts.require("Postfix", DAEMONS.resolve("smtpd"));
        PostfixInstance instance = new PostfixInstance(TestFolder.make("postfix"), port, prefix, addresses);
        try {
            instance.makeFolders();
            instance.writeMasterCf(masterCf);
            instance.writeMainCf(mainCf);
            instance.postfix("check");
            instance.postfix("start");
            return instance;
        } catch (IOException | AssertionError e) {
            instance.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    /** What {@code unix:} paths in main.cf start from. */
    Path queueDirectory() {
        return folder.path().resolve("queue");
    }

    /** Where it writes its log. */
    Path logFile() {
        return folder.path().resolve("log/mail.log");
    }

    /** Its log until now. */
    String log() {
        try {
            return Files.readString(folder.path().resolve("log/mail.log"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a message is in a user's mailbox, and returns its header lines. */
    List<String> awaitHeaders(String user, MailClient.Delivery delivery) {
        String subject = "Subject: " + delivery.subject();
        Waiting.until(subject + " for " + user, () -> headers(user).anyMatch(lines -> lines.contains(subject)));
        return headers(user)
                .filter(lines -> lines.contains(subject))
                .findFirst()
                .orElseThrow();
    }

    /** How many messages are in a user's mailbox. */
    long delivered(String user) {
        return headers(user).count();
    }

    private Stream<List<String>> headers(String user) {
        Path box = folder.path().resolve("mail").resolve(user).resolve("new");
        if (Files.notExists(box)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(box)) {
            return files
                    .map(PostfixInstance::read)
                    .map(text -> text.substring(0, text.indexOf("\n\n")).lines().toList())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path message) {
        try {
            return Files.readString(message, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeFolders() throws IOException {
        for (String name : List.of("conf", "queue", "data", "log", "mail")) {
            Files.createDirectory(folder.path().resolve(name));
        }
        ChildProcess.runWell("chown", "postfix", path("data"));
        ChildProcess.runWell("chown", "nobody", path("mail"));
        for (String file : List.of("postfix-files", "dynamicmaps.cf")) {
            Files.copy(PACKAGED.resolve(file), folder.path().resolve("conf").resolve(file));
        }
        for (String directory : List.of("postfix-files.d", "dynamicmaps.cf.d")) {
            Files.createDirectory(folder.path().resolve("conf").resolve(directory));
        }
    }

    private String path(String name) {
        return folder.path().resolve(name).toString();
    }

    private void writeMasterCf(List<String> more) throws IOException {
        List<String> services = new ArrayList<>();
        for (String address : addresses) {
            services.add("[" + address + "]:" + port + " inet n - n - 100 smtpd");
        }
        services.addAll(List.of(
                "cleanup unix n - n - 0 cleanup",
                "qmgr unix n - n 300 1 qmgr",
                "rewrite unix - - n - - trivial-rewrite",
                "bounce unix - - n - 0 bounce",
                "defer unix - - n - 0 bounce",
                "trace unix - - n - 0 bounce",
                "error unix - - n - - error",
                "retry unix - - n - - error",
                "proxymap unix - - n - - proxymap",
                "anvil unix - - n - 1 anvil",
                "virtual unix - n n - - virtual",
                "postlog unix-dgram n - n - 1 postlogd"));
        services.addAll(more);
        Files.write(folder.path().resolve("conf/master.cf"), services);
    }

    /**
     * What stands in both stands there once. Each program of Postfix writes a warning for each line that it finds overridden, as it starts,
     * into a socket that holds ten of them: the program that is to read them would wait for itself for ever.
     */
    private void writeMainCf(List<String> more) throws IOException {
        List<String> lines = new ArrayList<>(places());
        lines.addAll(privacy());
        lines.addAll(mailboxes());
        lines.addAll(clients());
        Set<String> anew = more.stream().map(PostfixInstance::key).collect(Collectors.toSet());
        lines.removeIf(line -> anew.contains(key(line)));
        lines.addAll(more);
        Path file = folder.path().resolve("conf/main.cf");
        Path written = file.resolveSibling("main.cf.new");
        Files.write(written, lines);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> places() {
        return List.of(
                "compatibility_level = 3.6",
                "config_directory = " + path("conf"),
                "meta_directory = " + path("conf"),
                "queue_directory = " + path("queue"),
                "data_directory = " + path("data"),
                "command_directory = /usr/sbin",
                "daemon_directory = " + DAEMONS,
                "shlib_directory = /usr/lib/postfix",
                "mail_owner = postfix",
                "setgid_group = postdrop",
                "maillog_file = " + path("log") + "/mail.log",
                "maillog_file_prefixes = " + path("log"));
    }

    private static String key(String line) {
        return line.split("=", 2)[0].strip();
    }

    /** Nothing may leave: no DNS, no transport but the mailboxes. */
    private List<String> privacy() {
        return List.of(
                "inet_interfaces = "
                        + addresses.stream().map(address -> "[" + address + "]").collect(Collectors.joining(", ")),
                "inet_protocols = all",
                "myhostname = mx." + DOMAIN,
                "mydestination =",
                "relay_domains =",
                "local_transport = error:no local mail in a test",
                "relay_transport = error:no mail leaves a test",
                "default_transport = error:no mail leaves a test",
                "disable_dns_lookups = yes",
                "smtpd_peername_lookup = no",
                "notify_classes =");
    }

    private List<String> mailboxes() throws IOException {
        Path users = folder.path().resolve("conf/mailboxes");
        Files.write(
                users,
                USERS.stream()
                        .map(user -> user + "@" + DOMAIN + " " + user + "/")
                        .toList());
        return List.of(
                "virtual_mailbox_domains = " + DOMAIN,
                "virtual_mailbox_base = " + path("mail"),
                "virtual_mailbox_maps = texthash:" + users,
                "virtual_uid_maps = static:65534",
                "virtual_gid_maps = static:65534");
    }

    /** Loopback may say who it is; it must not count as an own network then. Errors cost no time. */
    private static List<String> clients() {
        return List.of(
                "mynetworks = 198.51.100.250/32",
                "smtpd_relay_restrictions = reject_unauth_destination",
                "smtpd_authorized_xclient_hosts = 127.0.0.0/8",
                "smtpd_error_sleep_time = 0",
                "smtpd_client_connection_rate_limit = 0");
    }

    private void postfix(String command) throws IOException {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(List.of("postfix", "-c", path("conf"), command));
        ChildProcess.Result result = ChildProcess.run(new ProcessBuilder(words));
        if (result.status() != 0 || result.err().contains("overriding earlier entry")) {
            throw new AssertionError(String.join(" ", words) + ": " + result);
        }
    }

    @Override
    public void close() throws IOException {
        killMaster();
        Runtime.getRuntime().removeShutdownHook(atExit);
        folder.close();
    }

    /** Ends the master, and it its children. The process must be ours: process ids are used again. */
    private void killMaster() {
        Path pidFile = queueDirectory().resolve("pid/master.pid");
        if (Files.notExists(pidFile)) {
            return;
        }
        try {
            String pid = Files.readString(pidFile).strip();
            Path commandLine = Path.of("/proc", pid, "cmdline");
            if (Files.exists(commandLine) && Files.readString(commandLine).contains(DAEMONS + "/master")) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(PostfixInstance::terminate);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void terminate(ProcessHandle master) {
        List<ProcessHandle> children = master.descendants().toList();
        master.destroy();
        Waiting.until(
                "Postfix to stop", () -> !master.isAlive() && children.stream().noneMatch(ProcessHandle::isAlive));
    }
}
