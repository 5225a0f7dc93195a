package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.doorward.config.WatchConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's own rules: each is tried with its sample before it is taken. */
class WatchRulesTest {

    @TempDir
    Path directory;

    private Configurations configurations;

    @BeforeEach
    void prepare() {
        configurations = new Configurations(directory);
    }

    private static String rule(String pattern, String vector, String sample) {
        return """
                [[watch.rule]]
                name = "webmail"
                program = "roundcube"
                pattern = '%s'
                vector = "%s"
                sample = "%s"
                """.formatted(pattern, vector, sample);
    }

    private void refused(String toml, String problem) {
        assertThat(configurations.file(toml).problems())
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void a_rule_that_matches_its_sample_is_taken() {
        WatchConfig watch = configurations
                .file(rule("^Login failed from (?<address>\\S+)", "auth_failed", "Login failed from 198.51.100.7"))
                .loaded()
                .config()
                .watch();

        assertThat(watch.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.name()).isEqualTo("webmail");
            assertThat(rule.vector().label()).isEqualTo("auth_failed");
        });
    }

    @Test
    void a_sample_that_the_pattern_does_not_match_is_refused() {
        refused(
                rule("^Login failed from (?<address>\\S+)", "auth_failed", "login failed from 198.51.100.7"),
                "is not matched by the rule's pattern");
    }

    @Test
    void a_sample_without_an_address_at_its_place_is_refused() {
        refused(
                rule("^Login failed from (?<address>\\S+)", "auth_failed", "Login failed from home"),
                "has no address where the rule's pattern looks for it");
    }

    @Test
    void a_pattern_whose_address_a_client_could_write_is_refused() {
        refused(
                rule(
                        "^Login failed for .* from (?<address>\\S+)",
                        "auth_failed",
                        "Login failed for bob from 198.51.100.7"),
                "does not find the address at a fixed place, so a client could write another one's");
    }

    @Test
    void a_vector_that_nobody_knows_is_refused() {
        refused(rule("^from (?<address>\\S+)", "auth_faild", "from 198.51.100.7"), "auth_faild");
    }

    @Test
    void a_vector_of_the_operators_own_is_known() {
        WatchConfig watch = configurations
                .file("""
                        [[watch.vector]]
                        name = "web_login"
                        points = 2
                        tripwire = "5 in 10m"
                        """ + rule("^from (?<address>\\S+)", "web_login", "from 198.51.100.7"))
                .loaded()
                .config()
                .watch();

        assertThat(watch.rules()).extracting(rule -> rule.vector().label()).containsExactly("web_login");
    }

    @Test
    void what_must_be_given_is_named() {
        assertThat(configurations.file("[[watch.rule]]\nname = \"webmail\"\n").problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("has no pattern"),
                        problem -> assertThat(problem).contains("has no program"),
                        problem -> assertThat(problem).contains("has no sample"),
                        problem -> assertThat(problem).contains("has no vector"));
    }
}
