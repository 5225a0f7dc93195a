package org.doorward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.doorward.config.load.LoadResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ReloaderTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(Reloader.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<ReloadOutcome> heard = new ArrayList<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.setAdditive(false);
        logger.addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(log);
        logger.setAdditive(true);
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
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
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
