package org.doorward.watch.replay;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.doorward.score.BlameEvents;
import org.doorward.store.blame.Ban;

/** Hears of bans on the store's thread, and has them ready for the replay's, which takes them after each batch. */
public final class BansMade implements BlameEvents {

    private final Queue<Runnable> news = new ConcurrentLinkedQueue<>();
    private final Tally tally;

    /** For this tally. */
    public BansMade(Tally tally) {
        this.tally = tally;
    }

    /** Tells the tally what has come. */
    void take() {
        for (Runnable one = news.poll(); one != null; one = news.poll()) {
            one.run();
        }
    }

    @Override
    public void banMade(String kind, Ban ban) {
        news.add(() -> tally.ban(kind, ban));
    }

    @Override
    public void banRefused(String kind) {
        news.add(tally::banRefused);
    }

    @Override
    public void offence(String vector) {}

    @Override
    public void offenceLost() {}

    @Override
    public void banned(String kind) {}

    @Override
    public void renewed() {}

    @Override
    public void endedEarly() {}

    @Override
    public void takenBack() {}
}
