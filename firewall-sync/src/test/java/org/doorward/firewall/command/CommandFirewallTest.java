package org.doorward.firewall.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall.State;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.firewall.Wanted;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandFirewallTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_764_146_400);
    private static final FirewallBan BAN = ban("198.51.100.7/32", 3600);

    @TempDir
    private Path folder;

    private Instant now = NOW;

    private static Cidr network(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    private static FirewallBan ban(String network, long seconds) {
        return new FirewallBan(network(network), NOW.getEpochSecond() + seconds, "B7K2M9QX");
    }

    private CommandFirewall running(String script) {
        return running(script, Duration.ofSeconds(60));
    }

    private CommandFirewall running(String script, Duration patience) {
        return new CommandFirewall(
                List.of("/bin/sh", "-c", script, "sh", folder.resolve("told").toString()), patience, () -> now);
    }

    private List<String> told() throws IOException {
        return Files.readAllLines(folder.resolve("told"));
    }

    private static FirewallException failure(Deed deed) {
        return catchThrowableOfType(FirewallException.class, deed::done);
    }

    @FunctionalInterface
    private interface Deed {
        void done() throws FirewallException;
    }

    @Test
    void eachActionIsOneDocumentOnStandardInput() throws Exception {
        try (CommandFirewall firewall = running("cat >> \"$1\"")) {
            firewall.rebuild(
                    new Wanted(
                            BanSet.of(List.of(BAN, ban("10.0.0.0/8", 60))),
                            List.of(network("127.0.0.0/8")),
                            List.of(network("10.0.0.0/16"))),
                    NOW);
            firewall.apply(new BanChanges(List.of(network("198.51.100.9/32")), List.of(ban("2001:db8::/64", 60))), NOW);
            firewall.replace(List.of(), List.of(network("10.1.0.0/16")));
            firewall.sleep(true);
            firewall.sleep(false);
            firewall.look();
            firewall.remove();
        }

        assertThat(told())
                .containsExactly(
                        "{\"action\":\"rebuild\",\"begin\":[{\"network\":\"198.51.100.7/32\",\"until\":1764150000,"
                                + "\"seconds\":3600,\"id\":\"B7K2M9QX\"}],\"end\":[],\"allow\":[\"127.0.0.0/8\"],"
                                + "\"drop\":[\"10.0.0.0/16\"]}",
                        "{\"action\":\"apply\",\"begin\":[{\"network\":\"2001:db8::/64\",\"until\":1764146460,"
                                + "\"seconds\":60,\"id\":\"B7K2M9QX\"}],\"end\":[\"198.51.100.9/32\"],\"allow\":[],"
                                + "\"drop\":[]}",
                        "{\"action\":\"replace\",\"begin\":[],\"end\":[],\"allow\":[],\"drop\":[\"10.1.0.0/16\"]}",
                        "{\"action\":\"sleep\",\"begin\":[],\"end\":[],\"allow\":[],\"drop\":[]}",
                        "{\"action\":\"wake\",\"begin\":[],\"end\":[],\"allow\":[],\"drop\":[]}",
                        "{\"action\":\"look\",\"begin\":[],\"end\":[],\"allow\":[],\"drop\":[]}",
                        "{\"action\":\"remove\",\"begin\":[],\"end\":[],\"allow\":[],\"drop\":[]}");
    }

    @Test
    void aBanThatIsOverIsEndedByTheNextLookOnceOnly() throws Exception {
        try (CommandFirewall firewall = running("cat >> \"$1\"")) {
            firewall.rebuild(new Wanted(BanSet.of(List.of(BAN)), List.of(), List.of()), NOW);
            assertThat(firewall.read(now).all()).containsExactly(BAN);
            now = NOW.plusSeconds(3600);
            assertThat(firewall.read(now).size()).isZero();
            firewall.look();
            firewall.look();
        }

        assertThat(told()).hasSize(4);
        assertThat(told().get(1)).contains("\"apply\"").contains("\"end\":[\"198.51.100.7/32\"]");
    }

    @Test
    void anotherStatusIsARefusalWithTheFirstLineOfItsErrors() {
        try (CommandFirewall firewall = running("echo >&2; echo 'router says no' >&2; echo more >&2; exit 4")) {
            FirewallException failure = failure(() -> firewall.apply(new BanChanges(List.of(), List.of(BAN)), NOW));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("status 4: router says no;");
        }
    }

    @Test
    void onlyStatusThreeOfALookMeansThatItIsGone() throws Exception {
        for (int status : new int[] {0, 1, 2, 4}) {
            try (CommandFirewall firewall = running("exit " + status)) {
                assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
            }
        }
        try (CommandFirewall firewall = running("exit 3")) {
            assertThat(firewall.look().state()).isEqualTo(State.GONE);
        }
    }

    @Test
    void oneThatHangsIsKilledWithItsChildren() throws Exception {
        try (CommandFirewall firewall = running("sleep 600 & echo $! > \"$1\"; wait", Duration.ofSeconds(1))) {
            FirewallException failure = failure(firewall::remove);

            assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
            long child = Long.parseLong(told().get(0));
            ProcessHandle.of(child).ifPresent(process -> process.onExit().join());
        }
    }

    @Test
    void oneThatIsNotThereIsMissing() {
        try (CommandFirewall firewall = new CommandFirewall(List.of("/nowhere"), Duration.ofSeconds(5), () -> now)) {
            assertThat(failure(firewall::look).kind()).isEqualTo(Kind.MISSING);
        }
    }

    @Test
    void itCannotBeSaved() {
        try (CommandFirewall firewall = running("exit 0")) {
            assertThat(failure(firewall::save)).hasMessageContaining("cannot be rolled back");
        }
    }

    @Test
    void theLargestChangeAndChattyProgramsAreTaken() throws Exception {
        try (CommandFirewall firewall = running("cat; yes | head -c 1000000 >&2")) {
            FirewallBan[] bans = new FirewallBan[5000];
            for (int i = 0; i < bans.length; i++) {
                bans[i] = ban("10.77." + i / 250 + "." + (i % 250 + 1) + "/32", 600);
            }
            firewall.apply(new BanChanges(List.of(), List.of(bans)), NOW);
            assertThat(firewall.read(NOW).size()).isEqualTo(5000);
        }
    }
}
