package org.doorward.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolStateTest {

    @ParameterizedTest
    @CsvSource({
        "CONNECT, CONNECT",
        "HELO, HELO",
        "EHLO, EHLO",
        "MAIL, MAIL",
        "RCPT, RCPT",
        "DATA, DATA",
        "BDAT, BDAT",
        "END-OF-MESSAGE, END_OF_MESSAGE",
        "VRFY, VRFY",
        "ETRN, ETRN",
        "XCLIENT, XCLIENT",
        "rcpt, RCPT",
        "'', RCPT",
        "SOMETHING-NEW, OTHER"
    })
    void everyStateOfPostfixIsKnownAndAStrangeOneIsOther(String text, ProtocolState state) {
        assertThat(ProtocolState.of(text)).isEqualTo(state);
    }
}
