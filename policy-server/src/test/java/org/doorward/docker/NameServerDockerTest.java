package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The play's DNS list, asked from this machine: what RFC 5782, section 5, says that each list has and has not. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class NameServerDockerTest {

    private static final String IPV4_TEST = "2.0.0.127.bl.example.org";
    private static final String IPV4_NOBODY = "1.0.0.127.bl.example.org";

    /** ::FFFF:127.0.0.2, nibble by nibble from its end. */
    private static final String IPV6_TEST =
            "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.example.org";

    private static final String IPV6_NOBODY = IPV6_TEST.replaceFirst("2", "1");

    private final Composed composed;

    NameServerDockerTest(Composed composed) {
        this.composed = composed;
    }

    @Test
    void the_test_entries_of_both_families_are_listed_with_an_address_and_a_text() throws IOException {
        for (String entry : List.of(IPV4_TEST, IPV6_TEST)) {
            assertThat(found(entry, Type.A)).as(entry).containsExactly("127.0.0.2");
            assertThat(found(entry, Type.TXT))
                    .as(entry)
                    .containsExactly("\"Listed for the play, see https://bl.example.org/?127.0.0.2\"");
        }
    }

    @Test
    void the_loopback_address_of_neither_family_is_listed() throws IOException {
        for (String entry : List.of(IPV4_NOBODY, IPV6_NOBODY)) {
            assertThat(ask(entry, Type.A).getRcode()).as(entry).isEqualTo(Rcode.NXDOMAIN);
        }
    }

    private List<String> found(String name, int type) throws IOException {
        return ask(name, type).getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    private Message ask(String name, int type) throws IOException {
        Name absolute = Name.fromString(name, Name.root);
        return new SimpleResolver(address()).send(Message.newQuery(Record.newRecord(absolute, type, DClass.IN)));
    }

    private String address() {
        return composed.docker()
                .must(
                        "docker",
                        "inspect",
                        "-f",
                        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                        Composed.container("dnsbl"))
                .strip();
    }
}
