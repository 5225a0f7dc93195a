package org.doorward.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinePatternTest {

    private static LinePattern pattern(String text) {
        return Read.value(LinePattern.parse(text));
    }

    private static String address(String pattern, String message) {
        return pattern(pattern).address(message).map(IpAddress::toString).orElse("-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^Login failed from (?<address>\\S+): .*",
                "^<[0-9]+> Login failed (?:for user )?from (?<address>\\S+)",
                "^(?:Login|Logon) failed from \\[(?<address>[0-9a-f.:]+)\\]",
                "user .* failed, rip=(?<address>[^, ]+), port \\d+$",
                "^a\\|b (?<address>\\S+)"
            })
    void an_address_at_a_fixed_place_is_taken(String text) {
        assertThat(LinePattern.parse(text)).isInstanceOf(Parsed.Value.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Login failed from (?<address>\\S+)",
                "^Login failed for .* from (?<address>\\S+)",
                "^Login failed for \\S+ from (?<address>\\S+): ",
                "^user [^ ]+ from (?<address>\\S+) failed",
                "^a from|b from (?<address>\\S+)",
                "for .* from (?<address>\\S+) port|host$",
                "from (?<address>\\S+).*$",
                "^(?:from (?<address>\\S+) )+",
                "(?:from (?<address>\\S+) port)+ 1$",
                "from (?<address>\\S+)\\$",
                "^x{1,100} (?<address>\\S+)"
            })
    void one_whose_place_a_client_could_choose_is_refused(String text) {
        assertThat(LinePattern.parse(text))
                .isInstanceOfSatisfying(
                        Parsed.Refused.class,
                        refused ->
                                assertThat(refused.message()).contains("does not find the address at a fixed place"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"^Login failed", "^x (?<ip>\\S+)", "^x \\(?<address>a", "^(?<address>(a)b)", ""})
    void one_without_a_group_for_the_address_is_refused(String text) {
        assertThat(LinePattern.parse(text)).isInstanceOf(Parsed.Refused.class);
    }

    @Test
    void what_is_no_regular_expression_is_refused() {
        assertThat(LinePattern.parse("^x (?<address>\\S+) ["))
                .isInstanceOfSatisfying(
                        Parsed.Refused.class,
                        refused -> assertThat(refused.message()).contains("no regular expression"));
        assertThat(LinePattern.parse("^" + "x".repeat(2000) + "(?<address>\\S+)"))
                .isInstanceOf(Parsed.Refused.class);
    }

    @Test
    void the_address_is_the_one_at_its_place_whatever_else_the_line_holds() {
        String begin = "^Login failed from (?<address>[^ ,]+), user ";
        String end = "user .*, rip=(?<address>[^, ]+), port \\d+$";

        assertThat(address(begin, "Login failed from 198.51.100.7, user Login failed from 198.51.100.9, user x"))
                .isEqualTo("198.51.100.7");
        assertThat(address(end, "user a, rip=198.51.100.9, port 1, rip=198.51.100.7, port 2"))
                .isEqualTo("198.51.100.7");
        assertThat(address(begin, "x Login failed from 198.51.100.9, user x")).isEqualTo("-");
        assertThat(address(begin, "Login failed from somewhere, user x")).isEqualTo("-");
        assertThat(address(begin, "Login failed from 2001:db8::7, user x")).isEqualTo("2001:db8::7");
    }

    @Test
    void a_match_without_an_address_gives_none() {
        LinePattern optional = pattern("^Login (?<address>[0-9.]*)");

        assertThat(optional.matches("Login x")).isTrue();
        assertThat(optional.address("Login x")).isEmpty();
        assertThat(pattern("^Login (?<address>[0-9.]+)|^Logout").address("Logout"))
                .isEmpty();
    }
}
