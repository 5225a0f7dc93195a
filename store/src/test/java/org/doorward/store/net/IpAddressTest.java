package org.doorward.store.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {

    private static final long SEED = 20261121L;

    @ParameterizedTest(name = "{0} is printed {1}")
    @CsvSource({
        "198.51.100.7,                            198.51.100.7",
        "0.0.0.0,                                 0.0.0.0",
        "255.255.255.255,                         255.255.255.255",
        "::,                                      ::",
        "::1,                                     ::1",
        "1::,                                     1::",
        "2001:db8::1,                             2001:db8::1",
        "2001:DB8::ABCD,                          2001:db8::abcd",
        "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1,                    2001:db8:0:1:1:1:1:1",
        "2001:db8::1:1:1:1:1,                     2001:db8:0:1:1:1:1:1",
        "2001:db8:0:0:1:0:0:1,                    2001:db8::1:0:0:1",
        "2001:0:0:1:0:0:0:1,                      2001:0:0:1::1",
        "2001:db8:1:2:3:4:5::,                    2001:db8:1:2:3:4:5:0",
        "::2001:db8:1:2:3:4:5,                    0:2001:db8:1:2:3:4:5",
        "64:ff9b::198.51.100.7,                   64:ff9b::c633:6407",
        "1:2:3:4:5:6:198.51.100.7,                1:2:3:4:5:6:c633:6407",
        "::198.51.100.7,                          ::c633:6407",
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    })
    void readsALiteralAndPrintsTheCanonicalForm(String text, String canonical) {
        assertThat(address(text)).hasToString(canonical);
        assertThat(address(canonical)).isEqualTo(address(text));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource({
        "'',                          empty",
        "mail.example.org,            a name",
        "198.51.100,                  three octets",
        "198.51.100.7.1,              five octets",
        "198.51.100.256,              octet too large",
        "198.51.100.1000,             octet of four digits",
        "198.51.100.07,               leading zero",
        "198.51.100.00,               two zeros",
        "0x7f.0.0.1,                  hex octet",
        "3325256711,                  one number",
        "198.51.100.-7,               sign",
        "198.51.100.+7,               plus sign",
        "' 198.51.100.7',             space before",
        "'198.51.100.7 ',             space behind",
        "198.51..7,                   empty octet",
        "198.51.100.,                 ends with a dot",
        ".198.51.100.7,               begins with a dot",
        "198.51.100.٧,                digit of another script",
        "198.51.100.0/24,             network",
        "198.51.100.7:25,             with a port",
        ":,                           one colon",
        ":::,                         three colons",
        "1:2:3:4:5:6:7,               seven groups",
        "1:2:3:4:5:6:7:8:9,           nine groups",
        "1:2:3:4:5:6:7:8::,           gap for no group at the end",
        "::1:2:3:4:5:6:7:8,           gap for no group at the start",
        "1:2:3:4::5:6:7:8,            gap for no group inside",
        "1::2::3,                     two gaps",
        "1:::2,                       three colons inside",
        ":1:2:3:4:5:6:7,              begins with one colon",
        "1:2:3:4:5:6:7:,              ends with one colon",
        "1::2:,                       ends with one colon behind a gap",
        ":1::2,                       begins with one colon before a gap",
        "2001:db8::12345,             group of five digits",
        "2001:db8::g,                 not a hex digit",
        "fe80::1%eth0,                scope id",
        "[2001:db8::1],               brackets",
        "IPv6:2001:db8::1,            tag of an address literal",
        "1:2:3:4:5:6:7:198.51.100.7,  embedded IPv4 too far right",
        "::198.51.100.7:1,            embedded IPv4 not at the end",
        "::198.51.100,                embedded IPv4 too short",
        "::ffff:198.51.100.07,        leading zero in embedded IPv4",
        "::12345.51.100.7,            embedded octet too long",
        "::a1.51.100.7,               embedded octet in hex",
        "0000:0000:0000:0000:0000:ffff:0198.0051.0100.0007, overlong",
    })
    void refuses(String text, String why) {
        assertThat(IpAddress.parse(text)).as(why).isEmpty();
    }

    @ParameterizedTest(name = "{0} is IPv4")
    @CsvSource({
        "::ffff:198.51.100.7",
        "::FFFF:c633:6407",
        "0:0:0:0:0:ffff:198.51.100.7",
        "0000:0000:0000:0000:0000:ffff:c633:6407"
    })
    void foldsAnIpv4MappedAddress(String text) {
        assertThat(address(text)).isEqualTo(address("198.51.100.7"));
        assertThat(address(text).isV6()).isFalse();
    }

    @Test
    void foldsIpv4MappedBytesToo() {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = (byte) 198;
        mapped[13] = 51;
        mapped[14] = 100;
        mapped[15] = 7;

        assertThat(IpAddress.ofBytes(mapped)).isEqualTo(address("198.51.100.7"));
    }

    @Test
    void refusesBytesOfAnotherLength() {
        assertThatThrownBy(() -> IpAddress.ofBytes(new byte[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.255.255.255, true",
        "::1, true",
        "::ffff:127.0.0.1, true",
        "128.0.0.1, false",
        "::2, false",
        "1::1, false",
        "0.0.0.1, false"
    })
    void knowsLoopback(String text, boolean loopback) {
        assertThat(address(text).isLoopback()).isEqualTo(loopback);
    }

    @Test
    void sortsIpv4BeforeIpv6AndByNumberWithoutSign() {
        assertThat(java.util.stream.Stream.of("ffff::", "::1", "200.0.0.0", "7fff::", "8000::1", "8000::", "9.0.0.0")
                        .map(IpAddressTest::address)
                        .sorted())
                .extracting(IpAddress::toString)
                .containsExactly("9.0.0.0", "200.0.0.0", "::1", "7fff::", "8000::", "8000::1", "ffff::");
    }

    @Test
    void agreesWithTheJdkOnAnyBytes() throws UnknownHostException {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = randomBytes(random);
            InetAddress jdk = InetAddress.getByAddress(bytes);
            IpAddress ours = IpAddress.ofBytes(bytes);

            assertThat(ours.bytes()).as("seed %d, round %d", SEED, round).isEqualTo(jdk.getAddress());
            assertThat(address(jdk.getHostAddress())).isEqualTo(ours);
            assertThat(InetAddress.getByName(ours.toString())).isEqualTo(jdk);
            assertThat(address(ours.toString())).isEqualTo(ours).hasSameHashCodeAs(ours);
        }
    }

    /** Half of all groups are zero, so that every shape of a gap comes up. */
    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i += 2) {
            if (random.nextBoolean()) {
                bytes[i] = bytes[i + 1] = 0;
            }
        }
        return bytes;
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
