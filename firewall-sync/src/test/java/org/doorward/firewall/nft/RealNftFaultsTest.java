package org.doorward.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.doorward.firewall.nft.NftNetns.ban;
import static org.doorward.firewall.nft.NftNetns.network;
import static org.doorward.firewall.nft.NftNetns.wanted;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.real.RealParts;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program nft that is missing, forbidden, hanging, lying or picky. */
class RealNftFaultsTest {

    private static NftNetns host;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeNamespaces() {
        host = new NftNetns();
    }

    @AfterAll
    static void takeThemAway() {
        if (host != null) {
            host.close();
        }
    }

    @BeforeEach
    void beginWithout() {
        host.nft("flush", "ruleset");
    }

    private NftFirewall with(Duration patience, String script) throws IOException {
        Path program = folder.resolve("nft");
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new NftFirewall(
                host.settings().withProgram(List.of(program.toString())).withPatience(patience));
    }

    private static FirewallException failure(ThrowingCallable call) {
        FirewallException failure = catchThrowableOfType(FirewallException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static BanChanges one(String network) {
        return new BanChanges(List.of(), List.of(ban(network, 600)));
    }

    @Test
    void withoutNftItIsMissing() {
        try (NftFirewall firewall = new NftFirewall(NftSettings.DEFAULT.withProgram(List.of("/nowhere/nft")))) {
            FirewallException failure = failure(firewall::look);

            assertThat(failure.kind()).isEqualTo(Kind.MISSING);
            assertThat(failure).hasMessageContaining("/nowhere/nft").hasMessageContaining("install");
            assertThat(failure(() -> firewall.rebuild(wanted(), Instant.now())).kind())
                    .isEqualTo(Kind.MISSING);
        }
    }

    @Test
    void withoutTheCapabilityItIsForbidden() {
        RealParts.require("setpriv", Path.of("/usr/bin/setpriv"));
        List<String> program = new ArrayList<>(host.net.prefix("server"));
        program.addAll(List.of("setpriv", "--reuid=65534", "--clear-groups", "--inh-caps=-all", "/usr/sbin/nft"));
        try (NftFirewall firewall = new NftFirewall(host.settings().withProgram(program))) {
            assertThat(failure(() -> firewall.rebuild(wanted(), Instant.now())).kind())
                    .isEqualTo(Kind.FORBIDDEN);
            assertThat(failure(() -> firewall.apply(one("198.51.100.7/32"), Instant.now()))
                            .kind())
                    .isEqualTo(Kind.FORBIDDEN);
            assertThat(failure(firewall::look)).hasMessageContaining("CAP_NET_ADMIN");
        }
    }

    @Test
    void theCapabilityAloneIsEnough() throws FirewallException {
        RealParts.require("setpriv", Path.of("/usr/bin/setpriv"));
        List<String> program = new ArrayList<>(host.net.prefix("server"));
        program.addAll(List.of(
                "setpriv",
                "--reuid=65534",
                "--clear-groups",
                "--inh-caps=-all,+net_admin",
                "--ambient-caps=-all,+net_admin",
                "--bounding-set=-all,+net_admin",
                "--no-new-privs",
                "/usr/sbin/nft"));
        try (NftFirewall firewall = new NftFirewall(host.settings().withProgram(program))) {
            firewall.rebuild(wanted(ban("198.51.100.7/32", 600)), Instant.now());
            firewall.apply(one("198.51.100.8/32"), Instant.now());

            assertThat(firewall.read(Instant.now()).size()).isEqualTo(2);
        }
    }

    @Test
    void aFileThatIsNoProgramIsForbiddenOrRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("nft"), "no program");
        try (NftFirewall firewall = new NftFirewall(NftSettings.DEFAULT.withProgram(List.of(file.toString())))) {
            assertThat(failure(firewall::look).kind()).isIn(Kind.FORBIDDEN, Kind.REFUSED);
        }
    }

    @Test
    void aHangingNftIsKilledWithWhatItStartedAndTheOutcomeIsUnknown() throws Exception {
        Path pid = folder.resolve("pid");
        try (NftFirewall firewall = with(Duration.ofSeconds(3), "sleep 300 &\necho $! > " + pid + "\nwait\n")) {
            Instant began = Instant.now();
            FirewallException failure = failure(
                    () -> firewall.apply(new BanChanges(List.of(), RealNftStateTest.many(0, 5000)), Instant.now()));

            assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(20));
            long child = Long.parseLong(Files.readString(pid).strip());
            Instant deadline = Instant.now().plusSeconds(10);
            while (ProcessHandle.of(child).filter(ProcessHandle::isAlive).isPresent()) {
                assertThat(Instant.now()).isBefore(deadline);
            }
        }
    }

    /** Else it would do the beginning of a transaction where Doorward is killed while it writes. */
    @Test
    void aTransactionIsThereWhollyBeforeNftStartsAndLeavesNoFileBehind() throws Exception {
        Path seen = folder.resolve("seen");
        try (NftFirewall firewall = with(
                Duration.ofSeconds(20),
                "test -f /proc/self/fd/0 && readlink /proc/self/fd/0 > " + seen + " && tail -1 >> " + seen + "\n")) {
            firewall.remove();

            List<String> lines = Files.readAllLines(seen);
            assertThat(lines).hasSize(2).last().isEqualTo("delete table inet doorward");
            assertThat(Path.of(lines.get(0).replace(" (deleted)", ""))).doesNotExist();
        }
    }

    /** A rebuild is read while it is written: Doorward may be killed at any letter of it behind the first piece. */
    @Test
    void aRebuildThatIsCutOffAnywhereIsRefusedAndWhatWasThereStays() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        NftScript script = new NftScript(host.settings().table(), new NftRules(host.settings()));
        List<FirewallBan> bans = RealNftStateTest.many(0, 300);
        String text = script.rebuild(
                        new Wanted(BanSet.of(bans), List.of(network("127.0.0.0/8")), List.of(network("10.64.0.0/10"))),
                        Instant.now())
                .text();
        int first = text.indexOf("{\n") + 2;
        assertThat(first).as("written in one piece").isLessThan(4096);
        try (NftFirewall firewall = new NftFirewall(host.settings())) {
            firewall.rebuild(wanted(ban("198.51.100.7/32", 600)), Instant.now());
            List<Integer> cuts = new ArrayList<>(List.of(first, first + 1, text.length() - 3, text.length() - 2));
            random.ints(40, first, text.length() - 1).forEach(cuts::add);
            for (int cut : cuts) {
                Path part = Files.writeString(folder.resolve("part"), text.substring(0, cut));
                Process nft = host.net.start("server", "sh", "-c", "cat " + part + " | nft -f /dev/fd/0 2>&1");
                String said = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

                assertThat(nft.waitFor())
                        .as("seed %d, cut at %d of %d: %s", seed, cut, text.length(), said)
                        .isNotZero();
                assertThat(firewall.read(Instant.now()).all())
                        .as("seed %d, cut at %d", seed, cut)
                        .extracting(FirewallBan::network)
                        .containsExactly(network("198.51.100.7/32"));
            }
        }
    }

    @Test
    void anNftThatIsKilledHalfWayLeavesTheOldTableOrTheNewOne() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        FirewallBan old = ban("198.51.100.7/32", 6000);
        List<FirewallBan> many = RealNftStateTest.many(0, 20_000);
        int undone = 0;
        try (NftFirewall firewall = new NftFirewall(host.settings())) {
            for (int round = 0; round < 12; round++) {
                firewall.rebuild(wanted(old), Instant.now());
                FutureTask<Boolean> rebuild = new FutureTask<>(() -> {
                    try {
                        firewall.rebuild(new Wanted(BanSet.of(many), List.of(), List.of()), Instant.now());
                        return true;
                    } catch (FirewallException e) {
                        return false;
                    }
                });
                new Thread(rebuild, "rebuild").start();
                killNft(random.nextInt(300), rebuild);
                boolean done = rebuild.get(60, TimeUnit.SECONDS);

                int there = firewall.read(Instant.now()).size();
                // Whoever is killed when the kernel has done it does not live to say so.
                assertThat(there)
                        .as("seed %d, round %d, done %s", seed, round, done)
                        .isIn(1, many.size());
                assertThat(done).as("seed %d, round %d", seed, round).isIn(false, there == many.size());
                undone += there == 1 ? 1 : 0;
            }
        }
        assertThat(undone).as("seed %d", seed).isPositive();
    }

    /** Kills each nft that is there at a moment. */
    private static void killNft(int millis, FutureTask<?> unless) {
        long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!unless.isDone()) {
            List<ProcessHandle> found = ProcessHandle.current()
                    .descendants()
                    .filter(process -> process.info().command().orElse("").endsWith("/nft"))
                    .toList();
            if (!found.isEmpty() && System.nanoTime() >= at) {
                found.forEach(ProcessHandle::destroyForcibly);
                return;
            }
        }
    }

    @Test
    void whereAPipeCannotBeOpenedAgainARebuildGoesByAFile() throws Exception {
        Path seen = folder.resolve("seen");
        try (NftFirewall firewall = with(
                Duration.ofSeconds(20),
                "echo \"$2\" >> " + seen + "\n[ \"$2\" = - ] && exec " + String.join(" ", host.program()) + " \"$@\"\n"
                        + "echo 'internal:0:0-0: Error: Could not open file \"/dev/fd/0\": Permission denied' >&2; exit 1\n")) {
            firewall.rebuild(wanted(ban("198.51.100.7/32", 600)), Instant.now());
            firewall.rebuild(wanted(ban("198.51.100.8/32", 600)), Instant.now());
        }
        try (NftFirewall firewall = new NftFirewall(host.settings())) {
            assertThat(firewall.read(Instant.now()).all())
                    .extracting(FirewallBan::network)
                    .containsExactly(network("198.51.100.8/32"));
        }
        assertThat(seen).hasContent("/dev/fd/0\n-\n-\n");
    }

    @Test
    void anNftThatWritesForEverIsKilled() throws IOException {
        try (NftFirewall firewall = with(Duration.ofSeconds(2), "yes 'table ip x {'\n")) {
            assertThat(failure(firewall::look).kind()).isIn(Kind.UNKNOWN, Kind.REFUSED);
        }
    }

    @Test
    void errorsWithoutEndAreCutShort() throws IOException {
        try (NftFirewall firewall =
                with(Duration.ofSeconds(20), "yes 'Error: syntax error' | head -c 3000000 >&2\nexit 1\n")) {
            FirewallException failure = failure(firewall::remove);

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("status 1: Error: syntax error");
            assertThat(String.valueOf(failure.getMessage())).hasSizeLessThan(3000);
        }
    }

    @Test
    void anAnswerThatIsCutOffIsRefused() throws IOException {
        try (NftFirewall firewall =
                with(Duration.ofSeconds(20), "printf 'table inet doorward {\\n\\tset b4_32 {\\n'\n")) {
            assertThat(failure(firewall::look).kind()).isEqualTo(Kind.REFUSED);
        }
    }

    @Test
    void whatNftRefusesIsFoundAndLeftOutAndTheOthersAreBanned() throws Exception {
        String picky = "input=$(cat)\n"
                + "if printf '%s' \"$input\" | grep -q '198\\.51\\.100\\.66\\|10\\.0\\.3\\.3[ ,]'; then"
                + " echo 'Error: Could not process rule: Invalid argument' >&2; exit 1; fi\n"
                + "printf '%s\\n' \"$input\" | exec " + String.join(" ", host.program()) + " \"$@\"\n";
        try (NftFirewall firewall = with(Duration.ofSeconds(60), picky)) {
            firewall.rebuild(wanted(), Instant.now());
            List<FirewallBan> bans = new ArrayList<>(RealNftStateTest.many(0, 2000));
            bans.add(ban("198.51.100.66/32", 600));
            firewall.apply(new BanChanges(List.of(network("10.9.9.9/32")), bans), Instant.now());

            assertThat(firewall.quarantined()).isEqualTo(2);
            assertThat(firewall.read(Instant.now()).size()).isEqualTo(1999);
            firewall.apply(new BanChanges(List.of(), bans.subList(1000, 2001)), Instant.now());
            firewall.rebuild(new Wanted(BanSet.of(bans), List.of(), List.of()), Instant.now());
            assertThat(firewall.read(Instant.now()).size()).isEqualTo(1999);
        }
        try (NftFirewall firewall = with(Duration.ofSeconds(60), picky)) {
            firewall.rebuild(
                    wanted(ban("198.51.100.66/32", 600), ban("198.51.100.67/32", 600), ban("2001:db8::/64", 600)),
                    Instant.now());
            assertThat(firewall.read(Instant.now()).size()).isEqualTo(2);
        }
    }

    @Test
    void anNftThatRefusesEverythingIsNotAskedForEver() throws Exception {
        Path count = folder.resolve("count");
        try (NftFirewall firewall = with(
                Duration.ofSeconds(20),
                "echo x >> " + count + "\ncat >/dev/null\necho 'Error: syntax error' >&2\nexit 1\n")) {
            FirewallException failure = failure(
                    () -> firewall.apply(new BanChanges(List.of(), RealNftStateTest.many(0, 5000)), Instant.now()));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(firewall.quarantined()).isZero();
            assertThat(Files.readAllLines(count)).hasSizeLessThan(10);
        }
    }

    @Test
    void aRebuildWithALongDropListIsGivenTheTimeForIt() throws Exception {
        List<Cidr> drop = RealNftStateTest.many(0, 90_000).stream()
                .map(FirewallBan::network)
                .toList();
        try (NftFirewall firewall =
                with(Duration.ofSeconds(1), "sleep 1.5\nexec " + String.join(" ", host.program()) + " \"$@\"\n")) {
            firewall.rebuild(new Wanted(BanSet.EMPTY, List.of(), drop), Instant.now());
        }
    }

    /** As the kernel kills where memory is short. */
    @Test
    void forAnNftThatIsKilledNoBanIsToBlame() throws Exception {
        Path there = Files.writeString(folder.resolve("memory"), "");
        try (NftFirewall firewall = with(
                Duration.ofSeconds(20),
                "[ -s " + there + " ] || kill -9 $$\nexec " + String.join(" ", host.program()) + " \"$@\"\n")) {
            FirewallException failure =
                    failure(() -> firewall.rebuild(wanted(ban("198.51.100.7/32", 600)), Instant.now()));

            assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(failure).hasMessageContaining("killed by signal 9");
            Files.writeString(there, "enough");
            firewall.rebuild(wanted(ban("198.51.100.7/32", 600)), Instant.now());
            assertThat(firewall.read(Instant.now()).size()).isEqualTo(1);
        }
    }

    @Test
    void aNetworkThatCannotBeBannedIsLeftOutWithoutAsking() throws FirewallException {
        try (NftFirewall firewall = new NftFirewall(host.settings())) {
            firewall.rebuild(wanted(ban("10.0.0.0/8", 600), ban("198.51.100.7/32", 600)), Instant.now());
            firewall.apply(
                    new BanChanges(List.of(network("2001:db8::1/128")), List.of(ban("198.51.100.8/32", 600))),
                    Instant.now());

            assertThat(firewall.read(Instant.now()).size()).isEqualTo(2);
            assertThat(firewall.quarantined()).isEqualTo(2);
        }
    }
}
