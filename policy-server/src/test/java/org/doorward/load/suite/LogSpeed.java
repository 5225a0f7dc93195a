package org.doorward.load.suite;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How fast a mail log is read on one core, beside fail2ban-regex with Debian's filters for Postfix on the same lines, and whether memory stays flat. The mix is that of
 * an MX: for ten sessions some four that end well, with the lines of all daemons.
 */
final class LogSpeed implements Part {

    private static final long SEED = 20261126;
    private static final int TARGET = 300_000;
    private static final int FOR_FAIL2BAN = 40_000;

    /** Sessions by what becomes of them; {@code A} is the address, {@code N} a number, {@code Q} a queue id. */
    private static final List<List<String>> SESSIONS = List.of(
            List.of(
                    "smtpd[P]: connect from mail.N.example[A]",
                    "smtpd[P]: Q: client=mail.N.example[A]",
                    "cleanup[R]: Q: message-id=<N.M@sender.N.example>",
                    "qmgr[17]: Q: from=<bounce-N@sender.N.example>, size=1N, nrcpt=1 (queue active)",
                    "smtpd[P]: disconnect from mail.N.example[A] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5",
                    "local[S]: Q: to=<user@dest.example>, relay=local, delay=0.2, delays=0.1/0/0/0.1, dsn=2.0.0, status=sent (delivered to maildir)",
                    "qmgr[17]: Q: removed"),
            List.of(
                    "smtpd[P]: connect from mail.N.example[A]",
                    "smtpd[P]: NOQUEUE: reject: RCPT from mail.N.example[A]: 450 4.7.1 <user@dest.example>: Recipient address rejected: Greylisted, please try again; from=<a@sender.N.example> to=<user@dest.example> proto=ESMTP helo=<mail.N.example>",
                    "smtpd[P]: disconnect from mail.N.example[A] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4"),
            List.of(
                    "smtpd[P]: connect from unknown[A]",
                    "smtpd[P]: NOQUEUE: reject: RCPT from unknown[A]: 550 5.1.1 <nobody.N@dest.example>: Recipient address rejected: User unknown in local recipient table; from=<x@N.example> to=<nobody.N@dest.example> proto=ESMTP helo=<ylmf-pc>",
                    "smtpd[P]: disconnect from unknown[A] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4"),
            List.of(
                    "smtpd[P]: connect from unknown[A]",
                    "smtpd[P]: NOQUEUE: reject: RCPT from unknown[A]: 554 5.7.1 Service unavailable; Client host [A] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/A; from=<x@N.example> to=<user@dest.example> proto=ESMTP helo=<N.example>",
                    "smtpd[P]: lost connection after RCPT from unknown[A]",
                    "smtpd[P]: disconnect from unknown[A] ehlo=1 mail=1 rcpt=0/1 commands=2/3"),
            List.of(
                    "smtpd[P]: connect from unknown[A]",
                    "smtpd[P]: warning: unknown[A]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=user.N",
                    "smtpd[P]: disconnect from unknown[A] ehlo=1 auth=0/1 quit=1 commands=2/3"),
            List.of(
                    "smtpd[P]: warning: hostname host-N.example does not resolve to address A: Name or service not known",
                    "smtpd[P]: connect from unknown[A]",
                    "smtpd[P]: lost connection after CONNECT from unknown[A]",
                    "smtpd[P]: disconnect from unknown[A] commands=0/0"),
            List.of(
                    "postscreen[40]: CONNECT from [A]:4N to [203.0.113.25]:25",
                    "postscreen[40]: PREGREET 14 after 0.07 from [A]:4N: EHLO ylmf-pc\\r\\n",
                    "postscreen[40]: DISCONNECT [A]:4N"));

    private static final int[] OF_TEN = {0, 0, 0, 0, 1, 2, 3, 4, 5, 6};

    @Override
    public void measure(Bench bench, Report report) throws IOException, InterruptedException {
        Files.createDirectories(bench.folder());
        int lines = bench.quick() ? 300_000 : 1_000_000;
        Path log = bench.folder().resolve("mail.log");
        write(log, lines);
        List<String> said = run(List.of(
                "taskset",
                "-c",
                "0",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LogReader.class.getName(),
                log.toString(),
                "10"));
        String[] first = said.get(0).split(" ", -1);
        String[] last = said.get(said.size() - 1).split(" ", -1);
        double rate = said.stream()
                .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[1]))
                .sorted()
                .skip(said.size() / 2)
                .findFirst()
                .orElse(0);
        report.atLeast(
                "a mail log on one core, from file to vector",
                rate,
                TARGET,
                " lines/s",
                String.format(
                        Locale.ROOT,
                        " (first turn %,d; one line in %.1f is a sighting)",
                        Long.parseLong(first[1]),
                        Double.parseDouble(last[0]) / Double.parseDouble(last[3])));
        report.add(
                String.format(
                        Locale.ROOT,
                        "memory after %,d lines, and after %,d",
                        Long.parseLong(first[0]),
                        Long.parseLong(last[0])),
                String.format(
                        Locale.ROOT, "%d MiB, %d MiB", Long.parseLong(first[2]) >> 10, Long.parseLong(last[2]) >> 10));
        beside(bench, report, rate);
    }

    private static void beside(Bench bench, Report report, double rate) throws IOException, InterruptedException {
        if (Files.notExists(Path.of("/usr/bin/fail2ban-regex"))) {
            report.add("beside fail2ban-regex", "not installed");
            return;
        }
        Path part = bench.folder().resolve("part.log");
        write(part, FOR_FAIL2BAN);
        long began = System.nanoTime();
        run(List.of("taskset", "-c", "0", "fail2ban-regex", part.toString(), "postfix[mode=aggressive]"));
        double its = FOR_FAIL2BAN / ((System.nanoTime() - began) / 1e9);
        report.add(
                "the same beside fail2ban-regex, postfix[mode=aggressive]",
                String.format(Locale.ROOT, "%.0f times as fast (%,.0f lines/s)", rate / its, its));
    }

    private static List<String> run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
        }
        return said;
    }

    private static void write(Path file, int lines) throws IOException {
        Random random = new Random(SEED);
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            int written = 0;
            long second = 0;
            while (written < lines) {
                second += random.nextInt(2);
                String stamp = String.format(
                        Locale.ROOT, "Nov 20 %02d:%02d:%02d mx ", second / 3600 % 24, second / 60 % 60, second % 60);
                String address = "198.51." + (100 + random.nextInt(2)) + "." + random.nextInt(256);
                String number = Integer.toString(random.nextInt(1000));
                String process = Integer.toString(1000 + random.nextInt(60_000));
                String queueId = String.format(Locale.ROOT, "%011X", random.nextLong() & 0xFFFFFFFFFFFL);
                for (String line : SESSIONS.get(OF_TEN[random.nextInt(OF_TEN.length)])) {
                    int daemon = line.indexOf('[');
                    out.write(stamp + "postfix/" + line.substring(0, daemon)
                            + line.substring(daemon)
                                    .replace("[A]", "[" + address + "]")
                                    .replace("/A;", "/" + address + ";")
                                    .replace(" A:", " " + address + ":")
                                    .replace("[P]", "[" + process + "]")
                                    .replace("[R]", "[" + process + "]")
                                    .replace("[S]", "[" + process + "]")
                                    .replace("Q:", queueId + ":")
                                    .replace("N.", number + ".")
                                    .replace("1N", "1" + number)
                                    .replace("4N", "4" + number));
                    out.newLine();
                    written++;
                }
            }
        }
    }
}
