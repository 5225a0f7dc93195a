package org.doorward.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedRegexTest {

    private static final int USUAL_LINE = 4 * 1024;
    private static final int LONGEST_LINE = 64 * 1024;

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
    void theEndOfALongTextIsItsEnd() {
        String cutAtTheDomain = "a".repeat(500) + "@example.org";
        assertThat(regex("/@example\\.org$/").matches(cutAtTheDomain)).isTrue();
        assertThat(regex("/@example\\.org$/").matches(cutAtTheDomain + ".attacker.example"))
                .isFalse();
        assertThat(regex("/b$/").matches("a".repeat(USUAL_LINE - 1) + "b")).isTrue();
    }

    /** The longest line of a request that can be configured, on the stack that the launcher gives. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/^(a+)+$/",
                "/^(a|aa)+$/",
                "/^(a|b)*$/",
                "/^(.*a){20}$/",
                "/(x+x+)+y/",
                "/$^/",
                "/\\Z\\z./",
                "/(?=.*b)(?=.*c)x/",
                "/(a*)*(a*)*\\1b/",
                "/(?<!a{1,200})c/"
            })
    void aSearchInTheLongestTextIsBoundedToo(String expression) throws InterruptedException {
        BoundedRegex regex = regex(expression);
        String text = "a".repeat(LONGEST_LINE - 1) + "!";
        List<Boolean> found = new CopyOnWriteArrayList<>();
        Thread searching = new Thread(null, () -> found.add(regex.matches(text)), "search", 512 * 1024);
        searching.start();
        searching.join(10_000);
        assertThat(found).containsExactly(false);
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
