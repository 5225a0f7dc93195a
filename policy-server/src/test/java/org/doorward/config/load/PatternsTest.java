package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.doorward.config.settings.Given;
import org.doorward.config.settings.Origin;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.ValueType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {

    private static boolean accepted(ValueType<String> type, String text) {
        Problems problems = new Problems();
        boolean present = type.read(new Given("key", text, new Origin.Default()), problems)
                .isPresent();
        assertThat(problems.isEmpty()).isEqualTo(present);
        return present;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user@example.org",
                "user+tag@example.org",
                "postmaster@",
                "example.org",
                "bücher.example",
                "/^list-.*@/"
            })
    void addresses_have_the_forms_that_the_checks_understand(String text) {
        assertThat(accepted(Patterns.ADDRESS, text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "@example.org",
                "a b@",
                "a@b c",
                "a..b",
                ".example.org",
                "*.example.org",
                "//",
                "/[/",
                "/a"
            })
    void what_no_check_understands_is_refused(String text) {
        assertThat(accepted(Patterns.ADDRESS, text)).isFalse();
        assertThat(accepted(Patterns.NAME, text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "mx_1.example.org", "/^mx[0-9]+[.]example[.]org$/"})
    void names_are_domains_and_expressions(String text) {
        assertThat(accepted(Patterns.NAME, text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.7", "198.51.100.0/24", "198.51", "2001:db8::/32", "user@example.org"})
    void networks_and_addresses_are_no_names(String text) {
        assertThat(accepted(Patterns.NAME, text)).isFalse();
    }
}
