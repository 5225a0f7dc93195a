package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import org.doorward.Documents;

/** The lines of docs/docker-production.md, and what a Postfix answers to which Doorward was added by them. */
final class ProductionPage {

    static final String SERVICE =
            "check_policy_service { unix:/run/policy/doorward, timeout=10s, default_action=DUNNO }";
    static final String SENDER = "alice@sender.example";

    /** Nobody is asked. */
    static final String QUIET = """
            dns.servers = ["127.0.0.1:1"]
            dnsbl.defaults = false
            sender.enabled = false
            spf.enabled = false
            spf.ranges_of = []
            """;

    private static final String PAGE = Documents.text("docs/docker-production.md");
    private static final String GREYLISTED = "450 4.7.1";

    private ProductionPage() {}

    /** The block behind a comment, word for word. */
    static String block(String mark) {
        return Documents.blocksAfter(PAGE, mark).get(0);
    }

    /** A text with these places replaced, each of which must be in it. */
    static String withPlaces(String text, Map<String, String> places) {
        String changed = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            assertThat(changed).contains(place.getKey());
            changed = changed.replace(place.getKey(), place.getValue());
        }
        return changed;
    }

    /** A stranger is greylisted, one without a sender when the message comes; and nobody is greylisted for a user who is not there. */
    static void isAsked(OtherPostfix postfix, String stranger) {
        assertThat(postfix.send(stranger, SENDER, "nobody@example.net", "bob@example.net"))
                .satisfiesExactly(
                        unknown -> assertThat(unknown).startsWith("550 5.1.1"),
                        known -> assertThat(known).startsWith(GREYLISTED).contains("Greylisted"));
        assertThat(postfix.send(stranger, "", "carol@example.net"))
                .satisfiesExactly(
                        recipient -> assertThat(recipient).startsWith("250 "),
                        message -> assertThat(message).startsWith(GREYLISTED).contains("Greylisted"));
    }

    /** More recipients that do not exist than are forgiven within an hour. */
    static String[] unknownUsers() {
        return IntStream.rangeClosed(1, 12)
                .mapToObj(number -> "nobody" + number + "@example.net")
                .toArray(String[]::new);
    }
}
