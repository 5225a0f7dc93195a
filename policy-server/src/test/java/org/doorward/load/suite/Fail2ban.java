package org.doorward.load.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** fail2ban from Debian's package, with a jail that bans whom it is told to, by its own action for nftables. */
final class Fail2ban {

    /** It bans some twenty a second. */
    private static final Duration BANNING = Duration.ofMinutes(5);

    /** After a flush it does nothing until somebody is banned anew. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Path SERVER = Path.of("/usr/bin/fail2ban-server");
    private static final String TABLE = "f2b-table";

    private Fail2ban() {}

    static boolean installed() {
        return Files.exists(SERVER);
    }

    /** How long it takes, in seconds, to ban all of them, to have them back after a restart, and after a flush; infinite when it does not. */
    static double[] measure(Path folder, List<String> addresses) throws IOException, InterruptedException {
        Path config = configuration(folder);
        double[] took = new double[3];
        start(folder, config);
        try {
            long began = System.nanoTime();
            List<String> ban = new ArrayList<>(List.of("set", "bench", "banip"));
            ban.addAll(addresses);
            client(folder, ban);
            took[0] = until(addresses.size(), began, BANNING);
            client(folder, List.of("stop"));
            began = System.nanoTime();
            start(folder, config);
            took[1] = until(addresses.size(), began, BANNING);
            nft("flush", "ruleset");
            took[2] = until(addresses.size(), System.nanoTime(), PATIENCE);
        } finally {
            client(folder, List.of("stop"));
        }
        return took;
    }

    private static Path configuration(Path folder) throws IOException, InterruptedException {
        Path config = folder.resolve("etc");
        run(List.of("cp", "-r", "/etc/fail2ban", config.toString()));
        Path log = Files.writeString(folder.resolve("empty.log"), "");
        Files.writeString(config.resolve("filter.d/bench.conf"), "[Definition]\nfailregex = ^never <HOST>$\n");
        Files.deleteIfExists(config.resolve("jail.d/defaults-debian.conf"));
        Files.writeString(config.resolve("jail.local"), """
                [DEFAULT]
                banaction = nftables-multiport
                [bench]
                enabled = true
                filter = bench
                port = smtp
                backend = polling
                logpath = %s
                bantime = 1d
                """.formatted(log));
        Files.writeString(config.resolve("fail2ban.local"), """
                [Definition]
                logtarget = %s
                dbfile = %s
                """.formatted(
                        folder.resolve("fail2ban.log"), folder.resolve("fail2ban.sqlite3")));
        return config;
    }

    private static void start(Path folder, Path config) throws IOException, InterruptedException {
        run(List.of(
                SERVER.toString(),
                "-c",
                config.toString(),
                "-s",
                folder.resolve("sock").toString(),
                "-p",
                folder.resolve("pid").toString(),
                "-b",
                "start"));
    }

    private static void client(Path folder, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("fail2ban-client", "-s", folder.resolve("sock").toString()));
        command.addAll(words);
        run(command);
    }

    private static double until(int count, long began, Duration patience) throws IOException, InterruptedException {
        while (elements(TABLE) < count) {
            double seconds = (System.nanoTime() - began) / 1e9;
            if (seconds > patience.toSeconds()) {
                return Double.POSITIVE_INFINITY;
            }
            Thread.sleep(50);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /** How many IPv4 addresses stand in a table of the family inet. */
    static int elements(String table) throws IOException, InterruptedException {
        Process nft = new ProcessBuilder("nft", "list", "table", "inet", table)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int count = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(nft.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                count += (int) Pattern.compile("\\b5\\.\\d+\\.\\d+\\.\\d+\\b")
                        .matcher(line)
                        .results()
                        .count();
            }
        }
        nft.waitFor();
        return count;
    }

    /** Runs nft; what it says of a table that is not there is nothing. */
    static void nft(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("nft"));
        command.addAll(List.of(words));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.waitFor();
    }
}
