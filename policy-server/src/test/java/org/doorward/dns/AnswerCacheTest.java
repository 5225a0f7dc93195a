package org.doorward.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.doorward.config.DnsConfig;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {

    private static final DnsConfig CONFIG = DnsConfigs.asking();

    private final AnswerCache cache = new AnswerCache(CONFIG, () -> 0);

    @Test
    void so_many_usual_answers_are_remembered_as_it_is_configured() {
        for (int at = 0; at < 20_000; at++) {
            remember("usual" + at + ".test", "v=spf1 mx -all");
        }

        assertThat(cache.size()).isBetween(9_000L, 10_000L);
    }

    /** Who sends mail chooses the domains, and has thousands of them by one wildcard record. */
    @Test
    void large_answers_of_strangers_do_not_fill_the_memory() {
        String large = "x".repeat(60_000);
        for (int at = 0; at < 2_000; at++) {
            remember("large" + at + ".test", large);
        }

        assertThat(cache.size()).isLessThan(100);
    }

    private void remember(String name, String text) {
        DnsQuestion question = new DnsQuestion(name, DnsQuestion.Type.TXT);
        CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
        assertThat(cache.begin(question, answer)).isNull();
        cache.complete(
                question, answer, new DnsAnswer.Found(List.of(new DnsRecord.Text(text)), Duration.ofMinutes(10)));
    }
}
