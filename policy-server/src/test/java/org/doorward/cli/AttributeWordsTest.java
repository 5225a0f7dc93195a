package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeWordsTest {

    @Test
    void what_is_not_said_is_filled_in() throws AttributeWords.NotAnAttribute {
        assertThat(read("recipient=b@example.com").attributes())
                .containsEntry("request", "smtpd_access_policy")
                .containsEntry("protocol_state", "RCPT")
                .containsEntry("client_address", "unknown")
                .containsEntry("client_name", "unknown")
                .containsEntry("helo_name", "unknown")
                .containsEntry("instance", "ask.1")
                .containsEntry("recipient", "b@example.com");
    }

    @Test
    void a_word_goes_before_what_would_be_filled_in() throws AttributeWords.NotAnAttribute {
        assertThat(read("protocol_state=DATA", "instance=x").attributes())
                .containsEntry("protocol_state", "DATA")
                .containsEntry("instance", "x");
    }

    @Test
    void short_names_stand_for_postfixs() throws AttributeWords.NotAnAttribute {
        AttributeWords read = read("client=198.51.100.7", "name=n", "helo=h", "state=DATA", "login=l");

        assertThat(read.attributes())
                .containsEntry("client_address", "198.51.100.7")
                .containsEntry("client_name", "n")
                .containsEntry("helo_name", "h")
                .containsEntry("protocol_state", "DATA")
                .containsEntry("sasl_username", "l")
                .doesNotContainKeys("client", "name", "helo", "state", "login");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void a_value_may_be_empty_and_may_hold_equals_signs() throws AttributeWords.NotAnAttribute {
        assertThat(read("sender=", "recipient=a=b").attributes())
                .containsEntry("sender", "")
                .containsEntry("recipient", "a=b");
    }

    @Test
    void an_unknown_name_is_asked_nevertheless_with_a_warning_and_the_nearest_name()
            throws AttributeWords.NotAnAttribute {
        AttributeWords read = read("sendr=a@example.org", "recipent=b@example.com", "zzzzzzzzzz=1");

        assertThat(read.attributes()).containsEntry("sendr", "a@example.org");
        assertThat(read.warnings())
                .containsExactly(
                        "Postfix sends no attribute \"sendr\"; did you mean sender?",
                        "Postfix sends no attribute \"recipent\"; did you mean recipient?",
                        "Postfix sends no attribute \"zzzzzzzzzz\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sender", "=x", ""})
    void a_word_that_is_no_attribute_is_refused(String word) {
        assertThatThrownBy(() -> read(word))
                .isInstanceOf(AttributeWords.NotAnAttribute.class)
                .hasMessage("\"" + word + "\" is no name=value, such as sender=a@example.org");
    }

    private static AttributeWords read(String... words) throws AttributeWords.NotAnAttribute {
        return AttributeWords.read(List.of(words), "ask.1");
    }
}
