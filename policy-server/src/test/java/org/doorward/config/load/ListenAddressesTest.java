package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.doorward.config.ListenAddress;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Origin;
import org.doorward.config.settings.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressesTest {

    private static Object read(String text) {
        Problems problems = new Problems();
        return ListenAddresses.ANY
                .read(new Given("listen", text, new Origin.Default()), problems)
                .<Object>map(address -> address)
                .orElseGet(() -> problems.all().get(0).remedy());
    }

    @Test
    void tcp_addresses_are_understood() {
        assertThat(read("inet:127.0.0.1:60000")).isEqualTo(new ListenAddress.Inet("127.0.0.1", 60000));
        assertThat(read("inet:[::1]:0")).isEqualTo(new ListenAddress.Inet("::1", 0));
        assertThat(read("inet:[198.51.100.1]:65535")).isEqualTo(new ListenAddress.Inet("198.51.100.1", 65535));
        assertThat(read("inet:mx-1.example.org:25")).isEqualTo(new ListenAddress.Inet("mx-1.example.org", 25));
    }

    @Test
    void unix_sockets_are_understood() {
        assertThat(read("unix:/run/doorward/policy"))
                .isEqualTo(new ListenAddress.Unix(Path.of("/run/doorward/policy")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            127.0.0.1:60000              | write "inet:127.0.0.1:60000"
            /run/doorward                | write "unix:/run/doorward"
            60000                        | write inet:HOST:PORT or unix:/PATH
            inet:60000                   | write inet:HOST:PORT
            inet:127.0.0.1:65536         | a port is 0 to 65535
            inet:127.0.0.1:-1            | write inet:HOST:PORT
            inet::60000                  | for all addresses write inet:0.0.0.0:PORT and inet:[::]:PORT
            inet:*:60000                 | for all addresses write inet:0.0.0.0:PORT and inet:[::]:PORT
            inet:::1:60000               | put the IPv6 address in brackets, as in inet:[::1]:60000
            inet:[localhost]:60000       | an IPv6 address stands in the brackets, as in inet:[::1]:60000
            inet:127.0.0.256:60000       | write an address or a host name before the port
            inet:a_b:60000               | write an address or a host name before the port
            unix:private/doorward        | write the whole path, as in unix:/var/spool/postfix/doorward/policy
            ``                           | write inet:HOST:PORT or unix:/PATH
            """)
    void what_is_no_address_is_refused_with_a_remedy(String text, String remedy) {
        assertThat(read(text)).isEqualTo(remedy);
    }

    @Test
    void a_socket_path_that_the_kernel_does_not_take_is_refused() {
        assertThat(read("unix:/" + "x".repeat(106))).isInstanceOf(ListenAddress.Unix.class);
        assertThat(read("unix:/" + "x".repeat(107))).isEqualTo("a socket's path has at most 107 bytes, this has 108");
        assertThat(read("unix:/\0")).isEqualTo("name a path");
    }

    @Test
    void an_address_reads_back_from_its_own_text() {
        Object address = read("inet:[2001:db8::1]:60000");

        assertThat(read(address.toString())).isEqualTo(address);
    }
}
