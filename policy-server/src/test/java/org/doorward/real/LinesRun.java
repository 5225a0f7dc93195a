package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.doorward.watch.LineParser;
import org.doorward.watch.Told;

/**
 * What a real Postfix writes about hostile clients, and what the watch reads from it: each visit of a client is one entry into its log, and every
 * line of it has to tell what the test says of it.
 *
 * <p>The lines become the corpus's {@code real-postfix-3.7.tsv}. To renew it, delete it and run
 *
 * <pre>./mvnw -Dquick -pl policy-server -am -Dtest='Postfix*LinesRealTest' -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Ddoorward.corpus=$PWD/policy-server/src/test/resources/org/doorward/watch/corpus/real-postfix-3.7.tsv integration-test</pre>
 */
final class LinesRun implements AutoCloseable {

    private final PostfixInstance postfix;
    private final LineParser parser = Told.parser();
    private final List<String> kept = new ArrayList<>();

    LinesRun(PostfixInstance postfix) {
        this.postfix = postfix;
    }

    /** What a client does. */
    @FunctionalInterface
    interface Visit {
        void by(HostileClient client) throws IOException;
    }

    /**
     * A line that has to be written, and what it gives. All others of the visit give nothing.
     *
     * @param part what the line has and no other line of the visit does that gives something else
     * @param vector what it gives; {@code -} for nothing
     */
    record Line(String part, String vector) {}

    static Line line(String part, String vector) {
        return new Line(part, vector);
    }

    /** The same line, for which nobody is blamed. */
    static Line harmless(String part) {
        return new Line(part, "-");
    }

    /** A line of master.cf: a server for clients that say by the PROXY protocol which address they have. */
    static String service(int port) {
        return "127.0.0.1:" + port + " inet n - n - - smtpd -o smtpd_upstream_proxy_protocol=haproxy";
    }

    /** Lets a client visit a port, waits for the end of it in the log, and compares. */
    void visit(String address, int port, Visit visit, Line... expected) throws IOException {
        int before = postfix.log().length();
        try (HostileClient client = HostileClient.from(address, port)) {
            visit.by(client);
        } catch (IOException e) {
            throw new IOException(
                    e.getMessage() + ", from " + address + " on port " + port + ", after: " + since(before), e);
        }
        Pattern end = Pattern.compile("(?:disconnect from \\S*|DISCONNECT )\\[" + Pattern.quote(address) + "\\]");
        Waiting.until(
                "the end of the visit of " + address,
                () -> end.matcher(since(before)).find());
        compare(address, since(before).lines().toList(), expected);
    }

    private String since(int before) {
        return postfix.log().substring(before);
    }

    private void compare(String address, List<String> lines, Line... expected) {
        List<String> wrong = new ArrayList<>();
        for (String line : lines) {
            Told want = Arrays.stream(expected)
                    .filter(one -> line.contains(one.part()) && !one.vector().equals("-"))
                    .findFirst()
                    .map(one -> new Told(address, one.vector()))
                    .orElse(Told.NOTHING);
            if (!line.contains(postfix.queueDirectory().getParent().toString())) {
                kept.add(want + "\t" + line);
            }
            Told told = Told.of(parser.read(line));
            if (!told.equals(want)) {
                wrong.add("want " + want + ", told " + told + ": " + line);
            }
        }
        for (Line one : expected) {
            assertThat(lines).anyMatch(line -> line.contains(one.part()));
        }
        assertThat(wrong).isEmpty();
    }

    /** Keeps the lines where the property says, if it is set. */
    @Override
    public void close() {
        String file = System.getProperty("doorward.corpus");
        if (file == null) {
            return;
        }
        try {
            Files.write(
                    Path.of(file), kept, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
