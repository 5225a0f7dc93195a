package org.doorward.store.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkTest {

    @Test
    void theLongestNameAndPositionAreTakenAndOneCharacterMoreIsNot() {
        String source = "s".repeat(Mark.SOURCE_LIMIT);
        String position = "p".repeat(Mark.POSITION_LIMIT);
        assertThat(new Mark(source, position)).isEqualTo(new Mark(source, position));
        assertThatThrownBy(() -> new Mark(source + "s", position)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mark(source, position + "p")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPositionMayBeEmptyAndANameMayNot() {
        assertThat(new Mark("a", "").position()).isEmpty();
        assertThatThrownBy(() -> new Mark("", "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n", "\u007f", "é", "\0", "\ud83d\ude00"})
    void whatIsNotPrintableAsciiIsRefused(String text) {
        assertThatThrownBy(() -> new Mark(text, "1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mark("a", text)).isInstanceOf(IllegalArgumentException.class);
    }
}
