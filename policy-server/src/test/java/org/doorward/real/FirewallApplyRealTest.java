package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code doorward firewall apply}, the way back from a configuration that cuts off its own author, with the worker as a process of its own. */
@Tag("real")
class FirewallApplyRealTest {

    private TestFolder folder;
    private Netns net;
    private HostedDoorward host;
    private ChildProcess worker;

    @BeforeEach
    void start() throws IOException {
        RealParts.requireRoot();
        RealParts.require("nftables", Path.of("/usr/sbin/nft"));
        folder = TestFolder.make("firewall-apply");
        net = Netns.of("host");
        host = new HostedDoorward(net, folder.path());
        Files.writeString(folder.path().resolve("token"), "0123456789abcdef\n");
        configure(25);
        worker = host.start("firewall", "run");
        Waiting.until("the worker to begin", Duration.ofSeconds(60), () -> rebuilds() > 0);
        assertThat(rules()).contains("tcp dport 25");
    }

    @AfterEach
    void stop() throws IOException {
        if (worker != null) {
            worker.close();
        }
        if (net != null) {
            net.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    private void configure(int port) throws IOException {
        Files.writeString(host.configuration(), """
                [firewall]
                state_dir = "%s"
                token_file = "%s"
                ports = [%d]
                """.formatted(
                        folder.path().resolve("worker"), folder.path().resolve("token"), port));
    }

    private String rules() {
        return net.must("host", "nft", "list", "ruleset");
    }

    private long rebuilds() {
        return Pattern.compile("The firewall was made anew")
                .matcher(HostedDoorward.log(worker))
                .results()
                .count();
    }

    private Process applied(String patience) throws IOException {
        Process apply = host.command("firewall", "apply", "--confirm", patience).start();
        Waiting.until("it to be applied", () -> rules().contains("tcp dport 587"));
        return apply;
    }

    private void awaitOldOneMadeAnew(long before) {
        Waiting.until("the worker to go on", Duration.ofSeconds(60), () -> rebuilds() > before);
        assertThat(rules()).contains("tcp dport 25").doesNotContain("tcp dport 587");
        assertThat(HostedDoorward.log(worker)).doesNotContain("with the configuration as it is now");
    }

    @Test
    void whatNobodyConfirmsTheWorkerDoesNotTakeOverEither() throws IOException {
        configure(587);

        ChildProcess.Result unanswered = host.run("firewall", "apply", "--confirm", "1s");

        assertThat(unanswered.status()).isEqualTo(1);
        assertThat(unanswered.out()).contains("Not confirmed: all is as it was.");
        // So long the worker would need to read what it must not.
        Waiting.untilPast(Instant.now().plusSeconds(4));
        assertThat(rules()).contains("tcp dport 25").doesNotContain("tcp dport 587");
        assertThat(HostedDoorward.log(worker)).doesNotContain("with the configuration as it is now");
    }

    @Test
    void anApplyThatIsKilledIsUndoneByTheWorker() throws IOException, InterruptedException {
        long before = rebuilds();
        configure(587);

        Process apply = applied("15s");
        apply.destroyForcibly().waitFor();

        awaitOldOneMadeAnew(before);
    }

    @Test
    void afterYesTheWorkerGoesOnWithTheNewConfiguration() throws IOException, InterruptedException {
        configure(587);

        Process apply = applied("30s");
        apply.outputWriter().write("yes\n");
        apply.outputWriter().flush();

        assertThat(apply.waitFor()).isZero();
        Waiting.until("the worker to begin anew", Duration.ofSeconds(60), () -> goesOnAnew(HostedDoorward.log(worker)));
        assertThat(rules()).contains("tcp dport 587").doesNotContain("tcp dport 25 goto");
    }

    private static boolean goesOnAnew(String log) {
        int anew = log.indexOf("Beginning anew with the configuration as it is now");
        return anew >= 0 && log.indexOf("The firewall was made anew", anew) >= 0;
    }

    @Test
    void whatWasSwitchedOffStaysOffUnlessTheTrialIsConfirmed() throws IOException {
        assertThat(host.run("firewall", "off").status()).isZero();
        configure(587);

        assertThat(host.run("firewall", "apply", "--confirm", "1s").status()).isEqualTo(1);

        assertThat(rules()).contains("flags dormant").doesNotContain("tcp dport 587");
        assertThat(folder.path().resolve("worker/hold")).exists();
        assertThat(folder.path().resolve("worker/trial")).doesNotExist();
        configure(25);
        assertThat(host.run("firewall", "on").status()).isZero();
        Waiting.until("the worker to go on", () -> !rules().contains("dormant"));
    }
}
