package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.stream.Stream;
import org.doorward.config.Vector;
import org.doorward.feed.OperatorBans;
import org.doorward.score.BanRules;
import org.doorward.score.BlameEvents;

/** The meters of offences and bans. */
final class BlameMeters implements BlameEvents {

    private final MeterMaker make;
    private final CountersByWord offences;
    private final Counter offencesLost;
    private final CountersByWord bans;
    private final CountersByWord bansRefused;
    private final Counter bansRenewed;
    private final Counter bansEndedEarly;
    private final Counter bansTakenBack;

    BlameMeters(MeterMaker make) {
        this.make = make;
        this.offences = new CountersByWord(
                make.registry(),
                "doorward_offences_total",
                "Offences that were recorded, by vector.",
                "vector",
                Vector.builtIn().stream().map(Vector::label).toList());
        this.offencesLost = make.counter(
                "doorward_offences_lost_total",
                "Offences not recorded because the store could not promise to keep them.");
        this.bans = byCause("doorward_bans_total", "Bans that were imposed, by their cause.");
        this.bansRefused =
                byCause("doorward_bans_refused_total", "Bans that were due, of clients that are never banned.");
        this.bansRenewed = make.counter(
                "doorward_bans_renewed_total",
                "Bans that were renewed because their networks still knocked at the end.");
        this.bansEndedEarly = make.counter(
                "doorward_bans_ended_early_total", "Bans that ended early because their networks were quiet.");
        this.bansTakenBack = make.counter(
                "doorward_bans_taken_back_total",
                "Bans that were taken back because a list of good senders, silent when they were imposed, knows their clients.");
    }

    private CountersByWord byCause(String name, String help) {
        List<String> causes = Stream.concat(
                        Stream.of(BanRules.SCORE, OperatorBans.REASON),
                        Vector.thatBan().map(Vector::label))
                .toList();
        return new CountersByWord(make.registry(), name, help, "cause", causes);
    }

    @Override
    public void offence(String vector) {
        offences.increment(vector);
    }

    @Override
    public void offenceLost() {
        offencesLost.increment();
    }

    @Override
    public void banned(String kind) {
        bans.increment(kind);
    }

    @Override
    public void banRefused(String kind) {
        bansRefused.increment(kind);
    }

    @Override
    public void renewed() {
        bansRenewed.increment();
    }

    @Override
    public void endedEarly() {
        bansEndedEarly.increment();
    }

    @Override
    public void takenBack() {
        bansTakenBack.increment();
    }
}
