package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Hashtable;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
    void the_test_entries_of_both_families_are_listed_with_an_address_and_a_text() throws NamingException {
        assertThat(ask(IPV4_TEST, "A")).isEqualTo("127.0.0.2");
        assertThat(ask(IPV6_TEST, "A")).isEqualTo("127.0.0.2");
        String text = "\"Listed for the play, see https://bl.example.org/?127.0.0.2\"";
        assertThat(ask(IPV4_TEST, "TXT")).isEqualTo(text);
        assertThat(ask(IPV6_TEST, "TXT")).isEqualTo(text);
    }

    @Test
    void the_loopback_address_of_neither_family_is_listed() {
        assertThatThrownBy(() -> ask(IPV4_NOBODY, "A")).isInstanceOf(NameNotFoundException.class);
        assertThatThrownBy(() -> ask(IPV6_NOBODY, "A")).isInstanceOf(NameNotFoundException.class);
    }

    private String ask(String name, String type) throws NamingException {
        String address = composed.docker()
                .must(
                        "docker",
                        "inspect",
                        "-f",
                        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                        Composed.container("dnsbl"))
                .strip();
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put("java.naming.provider.url", "dns://" + address);
        InitialDirContext context = new InitialDirContext(environment);
        try {
            Attribute records = context.getAttributes(name, new String[] {type}).get(type);
            assertThat(records.size()).as("%s %s: %s", name, type, records).isOne();
            return records.get().toString();
        } finally {
            context.close();
        }
    }
}
