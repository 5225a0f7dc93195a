package org.doorward.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedRegexTest {

    @Test
    void isFoundAnywhereAndWithoutRegardToCase() {
        assertThat(regex("/Ex.mple/").matches("mx.EXAMPLE.org")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/^(a+)+$/", "/^(a|aa)+$/", "/^(.*a){20}$/", "/(x+x+)+y/", "/^((a|b|a)*)*c$/"})
    void givesUpOnASearchThatWouldNeverEnd(String expression) {
        String text = "a".repeat(200) + "x".repeat(200) + "!";
        boolean found = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> regex(expression).matches(text));
        assertThat(found).isFalse();
    }

    @Test
    void looksAtTheBeginningOfALongTextOnly() {
        assertThat(regex("/b/").matches("a".repeat(511) + "b")).isTrue();
        assertThat(regex("/b/").matches("a".repeat(512) + "b")).isFalse();
    }

    @Test
    void saysWhereAnExpressionIsWrong() {
        Parsed<BoundedRegex> parsed = BoundedRegex.parse("/mx[0-9+/");

        assertThat(((Parsed.Refused<BoundedRegex>) parsed).message()).contains("at character");
    }

    @Test
    void refusesAnExpressionThatIsTooLong() {
        assertThat(BoundedRegex.parse("/" + "a".repeat(1023) + "/")).isInstanceOf(Parsed.Refused.class);
    }

    private static BoundedRegex regex(String text) {
        return Read.value(BoundedRegex.parse(text));
    }
}
