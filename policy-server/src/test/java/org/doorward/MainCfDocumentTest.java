package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The lines that the README has operators write are those that the containers' Postfix runs with. */
class MainCfDocumentTest {

    @Test
    void thePostfixOfTheContainersHasTheLinesOfTheReadme() {
        String advised =
                Documents.blocksAfter(Documents.text("README.md"), "main.cf").get(0);

        assertThat(advised).contains("check_policy_service { inet:127.0.0.1:60000, ");
        assertThat(Documents.text("docker/postfix/main.cf"))
                .endsWith(advised.replace("inet:127.0.0.1:60000", "unix:/run/policy/doorward"));
    }
}
