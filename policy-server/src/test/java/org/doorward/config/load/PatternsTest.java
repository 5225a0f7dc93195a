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
                "a=b@example.org",
                "example.org",
                "bücher.example",
                "_x.example"
            })
    void senders_are_addresses_or_domains(String text) {
        assertThat(accepted(Patterns.SENDER, text)).isTrue();
        assertThat(accepted(Patterns.RECIPIENT, text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postmaster@", "/^list-.*@/", "/a/"})
    void recipients_may_also_be_local_parts_and_regular_expressions(String text) {
        assertThat(accepted(Patterns.RECIPIENT, text)).isTrue();
        assertThat(accepted(Patterns.SENDER, text)).isFalse();
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
                "example.org.",
                "*.example.org",
                "/",
                "//",
                "/[/",
                "/a",
                "a@b@"
            })
    void what_is_none_is_refused(String text) {
        assertThat(accepted(Patterns.RECIPIENT, text)).isFalse();
        assertThat(accepted(Patterns.DOMAIN, text)).isFalse();
    }
}
