package org.doorward.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientPatternTest {

    private static final long SEED = 3L;

    @ParameterizedTest(name = "{0} and [{1}] {2}: {3}")
    @CsvSource({
        "198.51.100.7, 198.51.100.7, '', true",
        "198.51.100.7, ::ffff:198.51.100.7, '', true",
        "198.51.100.7, 198.51.100.8, '', false",
        "198.51.100.0/24, 198.51.100.8, '', true",
        "198.51.100, 198.51.100.8, '', true",
        "198.51.100, 198.51.101.8, '', false",
        "10.1.2, 10.1.20.1, '', false",
        "198.51, 198.51.200.1, '', true",
        "198.51, 198.52.0.1, '', false",
        "2001:db8::/32, 2001:db8:1::7, '', true",
        "2001:db8::7, 2001:db8::7, '', true",
        "2001:db8::7, 2001:db8::8, '', false",
        "0.0.0.0/0, 2001:db8::8, '', false",
        "example.org, 198.51.100.7, example.org, true",
        "example.org, 198.51.100.7, mx.Example.ORG, true",
        "Example.ORG, 198.51.100.7, a.b.example.org., true",
        "example.org, 198.51.100.7, notexample.org, false",
        "example.org, 198.51.100.7, example.org.net, false",
        "example.org, 198.51.100.7, '', false",
        "/^mx[0-9]+\\.example\\.org$/, 198.51.100.7, MX12.example.org, true",
        "/^mx[0-9]+\\.example\\.org$/, 198.51.100.7, mx.example.org, false",
        "/.*/, 198.51.100.7, '', false",
        "/198/, 198.51.100.7, mx.example.org, false",
    })
    void matches(String pattern, String address, String name, boolean expected) {
        ClientPattern parsed = Read.client(pattern);
        Optional<IpAddress> client = IpAddress.parse(address);

        assertThat(parsed.matches(client, name)).isEqualTo(expected);
        ClientIndex<String> index =
                new ClientIndex.Builder<String>().add(parsed, "found").build();
        assertThat(index.first(client, name, value -> true).isPresent())
                .as("by index")
                .isEqualTo(expected);
    }

    @Test
    void matchesNoNetworkWithoutAnAddress() {
        assertThat(Read.client("0.0.0.0/0").matches(Optional.empty(), "mx.example.org"))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "198.51.100.7/24, the network is 198.51.100.0/24",
        "198.51.100.0/33, from 0 to 32",
        "198.51.100.256, not an IPv4 or IPv6 address",
        "198.51.100.07, not an IPv4 or IPv6 address",
        "198.051, not an IPv4 or IPv6 address",
        "198, not an IPv4 or IPv6 address",
        "2001:db8::1/64, the network is 2001:db8::/64",
        "2001:db8:::, not an IPv4 or IPv6 address",
        ".example.org, no domain",
        "example..org, no domain",
        "exam ple.org, no domain",
        "*.example.org, no domain",
        "'', no domain",
        "/[/, no regular expression",
        "/abc, no regular expression",
    })
    void refusesAndSaysWhy(String text, String why) {
        Parsed<ClientPattern> parsed = ClientPattern.parse(text);

        assertThat(parsed).isInstanceOf(Parsed.Refused.class);
        assertThat(((Parsed.Refused<ClientPattern>) parsed).message()).contains(why);
    }

    @Test
    void offersTheMostSpecificFirstAndAnEnclosingNetworkToo() {
        ClientIndex<String> index = new ClientIndex.Builder<String>()
                .add(Read.client("/mx/"), "expression")
                .add(Read.client("org"), "top")
                .add(Read.client("example.org"), "domain")
                .add(Read.client("198.51.0.0/16"), "wide")
                .add(Read.client("198.51.100.0/24"), "narrow")
                .build();
        Optional<IpAddress> inside = IpAddress.parse("198.51.100.7");
        Optional<IpAddress> outside = IpAddress.parse("2001:db8::7");

        assertThat(index.first(inside, "mx.example.org", value -> true)).hasValue("narrow");
        assertThat(index.first(inside, "mx.example.org", value -> !value.equals("narrow")))
                .hasValue("wide");
        assertThat(index.first(outside, "mx.example.org", value -> true)).hasValue("domain");
        assertThat(index.first(outside, "mx.example.org", value -> !value.equals("domain")))
                .hasValue("top");
        assertThat(index.first(outside, "mx.example.net", value -> true)).hasValue("expression");
        assertThat(index.first(outside, "a.example.net", value -> true)).isEmpty();
    }

    @Test
    void findsByIndexWhateverALinearScanFinds() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            List<ClientPattern> patterns = new ArrayList<>();
            ClientIndex.Builder<ClientPattern> builder = new ClientIndex.Builder<>();
            for (int i = random.nextInt(20); i >= 0; i--) {
                ClientPattern pattern = Read.client(randomPattern(random));
                patterns.add(pattern);
                builder.add(pattern, pattern);
            }
            Optional<IpAddress> address = IpAddress.parse("198.51." + random.nextInt(3) + "." + random.nextInt(4));
            String name = random.nextInt(4) == 0 ? "" : randomName(random);
            boolean expected = patterns.stream().anyMatch(pattern -> pattern.matches(address, name));

            assertThat(builder.build().first(address, name, value -> true).isPresent())
                    .as("seed %d, round %d: %s %s in %s", SEED, round, address, name, patterns)
                    .isEqualTo(expected);
        }
    }

    private static String randomPattern(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "198.51." + random.nextInt(3);
            case 1 -> "198.51." + random.nextInt(3) + "." + random.nextInt(4);
            case 2 -> "/" + randomName(random).replace('.', 'x') + "/";
            default -> randomName(random);
        };
    }

    private static String randomName(Random random) {
        StringBuilder name = new StringBuilder("example");
        for (int labels = random.nextInt(3); labels > 0; labels--) {
            name.insert(0, "abc".charAt(random.nextInt(3)) + ".");
        }
        return name.toString();
    }
}
