package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.doorward.config.load.LoadResult;
import org.doorward.dns.FaultyServer;
import org.doorward.dns.FaultyServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short life of a server that the launcher learns the classes from. */
@Timeout(60)
class TrainCommandTest {

    @Test
    void nobody_in_the_dns_is_asked(@TempDir Path folder) throws Exception {
        TrainCommand command = new TrainCommand(CommandLineRun.environment(folder, Map.of()));
        try (FaultyServer dns = new FaultyServer(query -> Reply.nothing())) {
            LoadResult.Loaded loaded = command.config(
                    Files.createDirectory(folder.resolve("train")),
                    List.of("dns.servers=127.0.0.1:" + dns.address().getPort()));

            command.train(loaded);

            assertThat(loaded.config().dns().servers()).containsExactly(dns.address());
            assertThat(dns.count()).isZero();
            assertThat(dns.count("", FaultyServer.NS)).isZero();
        }
    }
}
