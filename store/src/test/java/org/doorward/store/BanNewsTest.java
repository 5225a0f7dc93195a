package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.store.blame.BanEnd;
import org.doorward.store.blame.Offender;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.StoreException;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the bans that stand to whoever holds a copy of them. */
class BanNewsTest {

    private static final ClientNetwork ONE = Blames.offender(1);
    private static final ClientNetwork OTHER = Blames.offender(2);

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger heard = new AtomicInteger();
    private Store store;
    private OffenceLedger ledger;

    @BeforeEach
    void open() throws StoreException {
        open(1);
    }

    private void open(long seed) throws StoreException {
        store = Store.open(Stores.config(directory, 100), StoreEvents.NONE, clock, System::nanoTime, new Random(seed));
        ledger = store.offences();
        ledger.onBansChange(heard::incrementAndGet);
    }

    @AfterEach
    void close() throws StoreException {
        store.close();
    }

    private void ban(ClientNetwork who, String id) throws StoreException {
        Await.result(ledger.ban(Blames.order(who, id, clock)));
    }

    @Test
    void whoKnowsNothingIsToldAllBansThatStand() throws StoreException {
        ban(ONE, "B1");
        ban(OTHER, "B2");
        BanNews news = ledger.bansSince(Optional.empty());
        assertThat(news.whole()).isTrue();
        assertThat(news.over()).isEmpty();
        Instant end = clock.instant().plus(Duration.ofHours(1));
        assertThat(news.standing())
                .containsExactlyInAnyOrder(
                        new BanNews.Entry(ONE.cidr(), end, "B1"), new BanNews.Entry(OTHER.cidr(), end, "B2"));
    }

    @Test
    void whoKnowsARevisionIsToldWhatHasChangedSince() throws StoreException {
        ban(ONE, "B1");
        String known = ledger.bansRevision();
        ban(OTHER, "B2");
        Await.result(ledger.lift(ONE, clock.instant()));
        BanNews news = ledger.bansSince(Optional.of(known));
        assertThat(news.whole()).isFalse();
        assertThat(news.standing()).extracting(BanNews.Entry::id).containsExactly("B2");
        assertThat(news.over()).containsExactly(ONE.cidr());
        assertThat(news.revision()).isEqualTo(ledger.bansRevision()).isNotEqualTo(known);
        assertThat(ledger.bansSince(Optional.of(news.revision())))
                .isEqualTo(new BanNews(news.revision(), false, List.of(), List.of()));
    }

    @Test
    void anEndByTimeIsNoNewsAndNeitherIsAnotherOffence() throws StoreException {
        ban(ONE, "B1");
        String known = ledger.bansRevision();
        Await.result(ledger.record(Blames.offence(ONE, 1, clock), Blames.TERMS));
        clock.advance(Duration.ofHours(2));
        Await.result(ledger.record(Blames.offence(ONE, 1, clock), Blames.TERMS));
        assertThat(ledger.bansRevision()).isEqualTo(known);
        assertThat(ledger.bansSince(Optional.empty()).standing()).isEmpty();
    }

    @Test
    void anotherEndOfABanIsNewsAndItStaysWhatItWasOnTheLadder() throws StoreException {
        ban(ONE, "B1");
        String known = ledger.bansRevision();
        Instant later = clock.instant().plus(Duration.ofHours(2));
        Offender after = Await.result(
                ledger.end(new BanEnd(ONE, "B1", clock.instant(), later, "3 times bad_helo, renewed for knocking")));
        assertThat(after.paroleAt()).isEqualTo(later);
        assertThat(after.bans()).singleElement().satisfies(ban -> {
            assertThat(ban.until()).isEqualTo(later);
            assertThat(ban.rung()).isZero();
            assertThat(ban.reason()).endsWith("renewed for knocking");
        });
        assertThat(ledger.bansSince(Optional.of(known)).standing())
                .containsExactly(new BanNews.Entry(ONE.cidr(), later, "B1"));
        Await.result(ledger.end(new BanEnd(ONE, "B1", clock.instant(), clock.instant(), "quiet")));
        assertThat(ledger.standing(ONE, clock.instant())).isEmpty();
        ban(ONE, "B3");
        assertThat(ledger.standing(ONE, clock.instant()).orElseThrow().rung()).isEqualTo(1);
    }

    @Test
    void theEndOfAnotherBanIsLeftAlone() throws StoreException {
        ban(ONE, "B1");
        String known = ledger.bansRevision();
        Await.result(ledger.end(new BanEnd(ONE, "B0", clock.instant(), clock.instant(), "quiet")));
        assertThat(ledger.bansRevision()).isEqualTo(known);
    }

    @Test
    void aRevisionOfAnotherRunIsUnknownAndAllBansAreTold() throws StoreException {
        ban(ONE, "B1");
        String known = ledger.bansRevision();
        store.close();
        open(2);
        assertThat(ledger.bansSince(Optional.of(known)).whole()).isTrue();
        assertThat(ledger.bansSince(Optional.of(known)).standing()).hasSize(1);
        for (String nonsense : new String[] {"", "-", "x", ledger.bansRevision() + "0", ledger.bansRevision() + "x"}) {
            assertThat(ledger.bansSince(Optional.of(nonsense)).whole())
                    .as(nonsense)
                    .isTrue();
        }
    }

    @Test
    void eachChangeIsHeardOnceItCanBeSeen() throws StoreException {
        ban(ONE, "B1");
        int before = heard.get();
        Await.result(ledger.lift(ONE, clock.instant()));
        assertThat(heard.get()).isEqualTo(before + 1);
    }

    @Test
    void aRevisionFromBeforeTheLogReachesBackIsUnknown() throws StoreException {
        BanLog log = new BanLog("a", 3);
        for (int i = 1; i <= 4; i++) {
            log.changed(Blames.offender(i).cidr());
        }
        assertThat(log.since("a-0", 4)).isEmpty();
        assertThat(log.since("a-1", 4)).isEmpty();
        assertThat(log.since("a-2", 4).orElseThrow()).hasSize(2);
        assertThat(log.since("a-4", 4).orElseThrow()).isEmpty();
        assertThat(log.since("a-5", 4)).isEmpty();
        assertThat(log.since("b-2", 4)).isEmpty();
    }

    @Test
    void aCopyThatFollowsIsEqualInTheEndHoweverFastTheBansChange() throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        StandingBans bans = new StandingBans(1000, new BanLog("a", 50));
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            Random random = new Random(seed);
            for (int i = 0; i < 200_000; i++) {
                ClientNetwork who = Blames.offender(random.nextInt(100));
                Offender nothing = Offender.unknown(who);
                boolean ban = random.nextBoolean();
                bans.show(ban ? nothing.banned(Blames.order(who, "B" + i, clock)) : nothing, clock.instant());
            }
            done.set(true);
        });
        writer.start();
        Map<Cidr, BanNews.Entry> copy = new HashMap<>();
        String known = "";
        for (boolean last = false; !last; ) {
            last = done.get();
            BanNews news = bans.news(Optional.of(known), clock.instant());
            if (news.whole()) {
                copy.clear();
            }
            news.over().forEach(copy::remove);
            news.standing().forEach(entry -> copy.put(entry.network(), entry));
            known = news.revision();
        }
        writer.join();
        assertThat(copy.values())
                .containsExactlyInAnyOrderElementsOf(
                        bans.news(Optional.empty(), clock.instant()).standing());
    }
}
