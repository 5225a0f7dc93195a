package org.doorward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.doorward.CapturedLog;
import org.doorward.config.load.LoadResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReloaderTest {

    private final CapturedLog log = CapturedLog.of(Reloader.class);
    private final List<ReloadOutcome> heard = new ArrayList<>();

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    @Test
    void aFaultWhileReadingIsARefusalWithALogLine() {
        Reloader reloader = new Reloader(
                () -> {
                    throw new IllegalStateException("the parser fell over");
                },
                loaded -> new ReloadOutcome.Accepted(List.of()),
                heard::add);

        ReloadOutcome outcome = reloader.get();

        assertThat(outcome)
                .isEqualTo(new ReloadOutcome.Refused(
                        List.of("Doorward failed over it (java.lang.IllegalStateException: the"
                                + " parser fell over); undo what changed, and report this")));
        assertThat(heard).containsExactly(outcome);
        assertThat(log.messages())
                .contains(
                        "The configuration could not be read anew",
                        "The new configuration was refused; the old one stays");
    }

    @Test
    void afterAFaultTheNextReloadIsCarriedOut() {
        List<LoadResult> results = new ArrayList<>(List.of(new LoadResult.Refused(List.of())));
        Reloader reloader =
                new Reloader(() -> results.remove(0), loaded -> new ReloadOutcome.Accepted(List.of()), heard::add);

        reloader.get();
        reloader.get();
        results.add(new LoadResult.Refused(List.of()));

        assertThat(reloader.get()).isEqualTo(new ReloadOutcome.Refused(List.of()));
        assertThat(heard).hasSize(3);
    }
}
