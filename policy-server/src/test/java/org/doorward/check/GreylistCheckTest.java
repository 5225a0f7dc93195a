package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.doorward.config.GreylistConfig;
import org.doorward.config.GreylistConfig.Scope;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.decision.Verdict;
import org.doorward.pattern.RecipientPatterns;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.StoreEvents;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GreylistCheckTest {

    private static final Instant NOON = Inquiries.NOON;
    private static final Instant EARLY = NOON.plusSeconds(60);
    private static final Instant LATER = NOON.plusSeconds(190);
    private static final Inquiries STRANGER = Inquiries.stranger();

    @TempDir
    Path directory;

    private final List<Duration> passes = new ArrayList<>();
    private final Settings settings = new Settings();
    private Store store;

    @BeforeEach
    void open() throws StoreException {
        store = Store.open(
                StoreConfig.defaults(directory), StoreEvents.NONE, () -> NOON, System::nanoTime, new Random(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aStrangerIsAskedToComeBackAndToldWhen() {
        assertThat(examine(STRANGER))
                .isEqualTo(new Finding.Settled(new Verdict.Defer(
                        Reason.GREYLISTED, "first attempt", "Greylisted, please try again in 180 seconds")));
    }

    @Test
    void whoComesBackTooEarlyIsToldWhatIsLeft() {
        examine(STRANGER);

        Verdict.Defer verdict = (Verdict.Defer) verdict(STRANGER.at(EARLY));

        assertThat(verdict.text()).isEqualTo("Greylisted, please try again in 120 seconds");
        assertThat(verdict.detail()).contains("back too early");
    }

    @Test
    void aPartOfASecondLeftIsASecond() {
        examine(STRANGER);

        Verdict.Defer verdict = (Verdict.Defer) verdict(STRANGER.at(NOON.plusMillis(179_999)));

        assertThat(verdict.text()).endsWith("in 1 seconds");
    }

    @Test
    void whoComesBackInTimePassesWithAHeaderAndIsKnownFromThenOn() {
        examine(STRANGER);

        Verdict.Pass passed = (Verdict.Pass) verdict(STRANGER.at(LATER).instance("second"));
        Verdict.Pass known =
                (Verdict.Pass) verdict(STRANGER.at(LATER.plusSeconds(1)).instance("third"));

        assertThat(passed.reason()).isEqualTo(Reason.GREYLIST_PASSED);
        assertThat(passed.header())
                .contains(
                        "X-Greylist: delayed 190 seconds by Doorward at mx.example.net; Sat, 21 Nov 2026 12:03:10 GMT");
        assertThat(known.reason()).isEqualTo(Reason.GREYLIST_KNOWN);
        assertThat(known.header()).isEmpty();
        assertThat(passes).containsExactly(Duration.ofSeconds(190));
    }

    @Test
    void aMessageGetsOneHeaderHoweverManyRecipientsHavePassed() {
        examine(STRANGER);
        examine(STRANGER.recipient("carol@example.net"));

        Verdict.Pass first = (Verdict.Pass) verdict(STRANGER.at(LATER));
        Verdict.Pass second = (Verdict.Pass) verdict(STRANGER.at(LATER).recipient("carol@example.net"));

        assertThat(first.header()).isPresent();
        assertThat(second.header()).isEmpty();
    }

    @Test
    void aRecipientBehindOthersBringsNoHeaderForItWouldTellThemOfItsDelay() {
        examine(STRANGER);

        Verdict.Pass behind = (Verdict.Pass) verdict(STRANGER.at(LATER).queued("4FE7E2167E4", 0));

        assertThat(behind.reason()).isEqualTo(Reason.GREYLIST_PASSED);
        assertThat(behind.header()).isEmpty();
    }

    @Test
    void theHeaderNamesNoRecipient() {
        examine(STRANGER);

        assertThat(((Verdict.Pass) verdict(STRANGER.at(LATER))).header())
                .get()
                .asString()
                .doesNotContain("bob")
                .doesNotContain("example.net>");
    }

    @Test
    void withoutAnInstanceThereIsNoHeader() {
        examine(STRANGER);

        assertThat(((Verdict.Pass) verdict(STRANGER.at(LATER).instance(""))).header())
                .isEmpty();
    }

    @Test
    void headersCanBeSwitchedOff() {
        settings.header = false;
        examine(STRANGER);

        assertThat(((Verdict.Pass) verdict(STRANGER.at(LATER))).header()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RCPT")
    void onlyRecipientsAreGreylisted(ProtocolState state) {
        assertThat(verdict(STRANGER.at(state)).reason()).isEqualTo(Reason.STAGE);
    }

    @Test
    void theNullSenderIsDeferredAtDataAndNotAtRcpt() {
        Inquiries bounce = STRANGER.sender("");

        assertThat(verdict(bounce).reason()).isEqualTo(Reason.STAGE);
        assertThat(verdict(bounce.at(ProtocolState.DATA).queued("4FE7E2167E4", 1))
                        .reason())
                .isEqualTo(Reason.GREYLISTED);
        assertThat(verdict(bounce.at(ProtocolState.BDAT)
                                .queued("4FE7E2167E4", 1)
                                .at(LATER))
                        .reason())
                .isEqualTo(Reason.GREYLIST_PASSED);
    }

    @Test
    void aBounceMayComeBackLaterThanOtherMail() {
        Inquiries bounce = STRANGER.sender("").at(ProtocolState.DATA);
        examine(bounce);
        examine(STRANGER);
        Instant afterThirtyHours = NOON.plus(Duration.ofHours(30));

        assertThat(verdict(bounce.at(afterThirtyHours)).reason()).isEqualTo(Reason.GREYLIST_PASSED);
        assertThat(verdict(STRANGER.at(afterThirtyHours)).reason()).isEqualTo(Reason.GREYLISTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.200", "198.51.100.0"})
    void aNeighbourInTheNetworkContinuesTheTriplet(String neighbour) {
        examine(STRANGER);

        assertThat(verdict(STRANGER.at(LATER).from(neighbour)).reason()).isEqualTo(Reason.GREYLIST_PASSED);
    }

    @Test
    void anotherNetworkDoesNot() {
        examine(STRANGER);

        assertThat(verdict(STRANGER.at(LATER).from("198.51.101.7")).reason()).isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void inIpv6TheNetworkIsASixtyFour() {
        examine(STRANGER.from("2001:db8:1:2::5"));

        assertThat(verdict(STRANGER.at(LATER).from("2001:db8:1:2:ffff::9")).reason())
                .isEqualTo(Reason.GREYLIST_PASSED);
        assertThat(verdict(STRANGER.at(LATER).from("2001:db8:1:3::5")).reason()).isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void aSiblingOfTheSameOrganisationalDomainContinuesTheTriplet() {
        examine(STRANGER.named("out-1.mail.example.co.uk"));

        assertThat(verdict(STRANGER.at(LATER).from("2001:db8::99").named("smtp7.example.co.uk"))
                        .reason())
                .isEqualTo(Reason.GREYLIST_PASSED);
    }

    @Test
    void aNeighbourUnderAPublicSuffixDoesNot() {
        examine(STRANGER.named("mail.alpha.co.uk"));

        assertThat(verdict(STRANGER.at(LATER).from("2001:db8::99").named("mail.beta.co.uk"))
                        .reason())
                .isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void linesOfAnAccessProviderShareNothing() {
        examine(STRANGER.named("198-51-100-7.dsl.example.org"));

        assertThat(verdict(STRANGER.at(LATER).from("198.51.109.8").named("198-51-109-8.dsl.example.org"))
                        .reason())
                .isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void aNameThatIsVerifiedOnlyAtTheSecondAttemptContinuesTheTriplet() {
        examine(STRANGER);

        assertThat(verdict(STRANGER.at(LATER).named("mail.example.org")).reason())
                .isEqualTo(Reason.GREYLIST_PASSED);
    }

    @Test
    void poolsCanBeSwitchedOff() {
        settings.pools = false;
        examine(STRANGER.named("a.example.org"));

        assertThat(verdict(STRANGER.at(LATER).from("2001:db8::99").named("b.example.org"))
                        .reason())
                .isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void aNewBounceAddressIsNoNewTriplet() {
        examine(STRANGER.sender("SRS0=aB3x=QK=example.com=dave@forwarder.example"));

        assertThat(verdict(STRANGER.at(LATER).sender("SRS0=Zz9q=QL=example.com=dave@forwarder.example"))
                        .reason())
                .isEqualTo(Reason.GREYLIST_PASSED);
    }

    @Test
    void caseAndTagsMakeNoNewTriplet() {
        examine(STRANGER.sender("Alice+one@Example.ORG").recipient("Bob@Example.NET"));

        assertThat(verdict(STRANGER.at(LATER).sender("alice+two@example.org")).reason())
                .isEqualTo(Reason.GREYLIST_PASSED);
    }

    @Test
    void aPassedTripletFreesNothingButItself() {
        examine(STRANGER);
        examine(STRANGER.at(LATER));

        assertThat(verdict(STRANGER.at(LATER).recipient("carol@example.net")).reason())
                .isEqualTo(Reason.GREYLISTED);
        assertThat(verdict(STRANGER.at(LATER).sender("mallory@example.org")).reason())
                .isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void afterFiveTripletsInFiveHoursTheNetworkIsAllowed() {
        for (int hour = 0; hour < 5; hour++) {
            Inquiries message = STRANGER.recipient("user" + hour + "@example.net");
            Instant first = NOON.plus(Duration.ofHours(hour));
            assertThat(verdict(message.at(first)).reason()).isEqualTo(Reason.GREYLISTED);
            assertThat(verdict(message.at(first.plusSeconds(200))).reason()).isEqualTo(Reason.GREYLIST_PASSED);
        }

        Inquiries neighbour = STRANGER.from("198.51.100.99").at(NOON.plus(Duration.ofHours(6)));
        assertThat(verdict(neighbour.recipient("new@example.net")).reason()).isEqualTo(Reason.AUTO_ALLOWED);
        assertThat(verdict(neighbour.recipient("newer@example.net")).reason()).isEqualTo(Reason.AUTO_ALLOWED);
    }

    @Test
    void aBurstOfTripletsCountsOnce() {
        for (int i = 0; i < 20; i++) {
            Inquiries message = STRANGER.recipient("user" + i + "@example.net");
            examine(message);
            examine(message.at(LATER));
        }

        assertThat(verdict(STRANGER.at(LATER).recipient("new@example.net")).reason())
                .isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void recipientsMayOptOut() {
        settings.optOut = List.of("bob@example.net");

        assertThat(verdict(STRANGER))
                .isEqualTo(new Verdict.Pass(Reason.GREYLIST_SKIPPED, "the recipient has opted out"));
        assertThat(verdict(STRANGER.recipient("carol@example.net")).reason()).isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void whenSomeHaveOptedInOnlyTheyAreGreylisted() {
        settings.optIn = List.of("bob@example.net");

        assertThat(verdict(STRANGER).reason()).isEqualTo(Reason.GREYLISTED);
        assertThat(verdict(STRANGER.recipient("carol@example.net")))
                .isEqualTo(new Verdict.Pass(Reason.GREYLIST_SKIPPED, "the recipient has not opted in"));
    }

    @Test
    void inScopeSuspiciousAGoodNameIsNotAsked() {
        settings.scope = Scope.SUSPICIOUS;

        assertThat(verdict(STRANGER.named("mail.example.org")).reason()).isEqualTo(Reason.GREYLIST_SKIPPED);
    }

    @Test
    void inScopeSuspiciousTheseAreAsked() {
        settings.scope = Scope.SUSPICIOUS;

        assertThat(verdict(STRANGER).reason()).as("no verified name").isEqualTo(Reason.GREYLISTED);
        assertThat(verdict(STRANGER.named("198-51-100-7.dsl.example.org")).reason())
                .as("a line of an access provider")
                .isEqualTo(Reason.GREYLISTED);
        assertThat(verdict(STRANGER.named("mail.example.org").helo("WIN-PC")).reason())
                .as("a HELO without a dot")
                .isEqualTo(Reason.GREYLISTED);
        assertThat(verdict(STRANGER.named("mail.example.org").helo("[198.51.100.7]"))
                        .reason())
                .as("a HELO that is an address")
                .isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void inScopeSuspiciousPointsAreEnough() {
        settings.scope = Scope.SUSPICIOUS;
        Evidence evidence = Evidence.NONE.with(
                new Evidence.Item("other", new Finding.Points(Reason.SCORE, 1, "for a test"), false));

        Finding finding = check().examine(STRANGER.named("mail.example.org").get(), evidence)
                .toCompletableFuture()
                .join();

        assertThat(((Finding.Settled) finding).verdict().reason()).isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void withoutAnAddressNobodyIsGreylisted() {
        assertThat(verdict(STRANGER.from("")).reason()).isEqualTo(Reason.GREYLIST_SKIPPED);
    }

    @Test
    void greylistingCanBeSwitchedOff() {
        settings.enabled = false;

        assertThat(verdict(STRANGER).reason()).isEqualTo(Reason.GREYLIST_SKIPPED);
    }

    @Test
    void aStoreThatCannotPromiseGivesUnknown() {
        store.close();

        assertThat(examine(STRANGER)).isEqualTo(new Finding.Unknown(Reason.STORE_UNAVAILABLE, "the store is closed"));
    }

    private Verdict verdict(Inquiries inquiry) {
        return ((Finding.Settled) examine(inquiry)).verdict();
    }

    @Test
    void whatTheSendersDomainPermitsIsOnePoolForItsSenders() {
        Evidence permitted = spf("example.org");

        assertThat(verdict(STRANGER, permitted)).isInstanceOf(Verdict.Defer.class);

        assertThat(verdict(STRANGER.from("203.0.113.9").at(LATER), permitted).reason())
                .isEqualTo(Reason.GREYLIST_PASSED);
        assertThat(verdict(
                                STRANGER.from("2001:db8::9")
                                        .named("out.other.example")
                                        .at(LATER),
                                permitted)
                        .reason())
                .isEqualTo(Reason.GREYLIST_KNOWN);
        assertThat(verdict(STRANGER.from("203.0.113.9").at(LATER), Evidence.NONE))
                .as("a forger elsewhere")
                .isInstanceOf(Verdict.Defer.class);
    }

    @Test
    void aTripletThatWasSeenBeforeSpfWasKnownContinues() {
        examine(STRANGER);
        examine(STRANGER.sender("carol@example.org").named("out1.mail.example.com"));

        assertThat(verdict(STRANGER.at(LATER), spf("example.org")).reason()).isEqualTo(Reason.GREYLIST_PASSED);
        assertThat(verdict(
                                STRANGER.sender("carol@example.org")
                                        .from("203.0.113.9")
                                        .named("out2.mail.example.com")
                                        .at(LATER),
                                spf("example.org"))
                        .reason())
                .isEqualTo(Reason.GREYLIST_PASSED);
    }

    @Test
    void theOtherWayRoundItContinuesWhereTheVerifiedNameIsOfTheSameDomain() {
        Inquiries own = STRANGER.named("mail.example.org");
        verdict(own, spf("example.org"));

        assertThat(verdict(own.at(LATER), Evidence.NONE).reason()).isEqualTo(Reason.GREYLIST_PASSED);
    }

    @Test
    void aLineOfAnAccessProviderIsInNoPoolWhateverADomainPermits() {
        verdict(STRANGER.named("dhcp-198-51-100-7.isp.example"), spf("example.org"));

        assertThat(verdict(
                        STRANGER.from("203.0.113.9")
                                .named("dhcp-203-0-113-9.isp.example")
                                .at(LATER),
                        spf("example.org")))
                .isInstanceOf(Verdict.Defer.class);
    }

    @Test
    void whatIsRememberedOfAClientKnowsNoSendersDomain() {
        Inquiries other = STRANGER.sender("carol@example.com");
        verdict(STRANGER, spf("example.org"));
        verdict(STRANGER.at(LATER), spf("example.org"));
        verdict(STRANGER.at(LATER), spf("example.org"));

        verdict(other.at(LATER), Evidence.NONE);

        assertThat(verdict(other.from("198.51.100.8").at(LATER.plusSeconds(190)), Evidence.NONE)
                        .reason())
                .as("by its network")
                .isEqualTo(Reason.GREYLIST_PASSED);
    }

    @Test
    void aBounceIsInNoPoolOfItsHelo() {
        Inquiries bounce = STRANGER.sender("").at(ProtocolState.DATA);
        verdict(bounce, spf("mail.example.org"));

        assertThat(verdict(bounce.from("203.0.113.9").at(LATER), spf("mail.example.org")))
                .isInstanceOf(Verdict.Defer.class);
    }

    @Test
    void withoutPoolsSpfMakesNone() {
        settings.pools = false;
        verdict(STRANGER, spf("example.org"));

        assertThat(verdict(STRANGER.from("203.0.113.9").at(LATER), spf("example.org")))
                .isInstanceOf(Verdict.Defer.class);
    }

    @Test
    void whomAListOfGoodSendersKnowsIsNotAsked() {
        Sign listed = new Sign(Reason.DNS_ALLOWED, "dnsbl:list.dnswl.org", -2, "listed", "");
        Evidence evidence = Evidence.NONE.with(new Evidence.Item("dnsbl", new Finding.Points(List.of(listed)), false));

        assertThat(verdict(STRANGER, evidence))
                .isEqualTo(new Verdict.Pass(Reason.GREYLIST_SKIPPED, "listed by dnsbl:list.dnswl.org"));
    }

    private static Evidence spf(String domain) {
        Sign pass = new Sign(Reason.SPF_PASS, "spf", 0, domain, "");
        return Evidence.NONE.with(new Evidence.Item("spf", new Finding.Points(List.of(pass)), false));
    }

    private Verdict verdict(Inquiries inquiry, Evidence evidence) {
        Finding finding =
                check().examine(inquiry.get(), evidence).toCompletableFuture().join();
        return ((Finding.Settled) finding).verdict();
    }

    /** What was foreseen must come, in each of these tests. */
    private Finding examine(Inquiries inquiry) {
        Inquiry asked = inquiry.get();
        int passed = passes.size();
        Finding foreseen =
                check().foresee(asked, Evidence.NONE).toCompletableFuture().join();
        assertThat(passes).hasSize(passed);
        Finding found =
                check().examine(asked, Evidence.NONE).toCompletableFuture().join();
        assertThat(foreseen).isEqualTo(found);
        return found;
    }

    private GreylistCheck check() {
        if (settings.made == null) {
            settings.made = settings.check();
        }
        return settings.made;
    }

    /** The defaults, but for what a test changes before its first question. */
    private final class Settings {
        private boolean enabled = true;
        private boolean header = true;
        private boolean pools = true;
        private Scope scope = Scope.EVERYONE;
        private List<String> optIn = List.of();
        private List<String> optOut = List.of();
        private GreylistCheck made;

        private GreylistCheck check() {
            GreylistConfig config = new GreylistConfig(
                    enabled,
                    scope,
                    Duration.ofMinutes(3),
                    Duration.ofHours(24),
                    Duration.ofHours(48),
                    Duration.ofDays(36),
                    24,
                    64,
                    pools,
                    5,
                    Duration.ofHours(1),
                    1.0,
                    optIn,
                    optOut,
                    List.of(),
                    header,
                    "Greylisted, please try again in {seconds} seconds",
                    Optional.empty());
            return new GreylistCheck(
                    config,
                    store.greylist(),
                    OrganisationalDomain.bundled(),
                    RecipientPatterns.of(optIn),
                    () -> RecipientPatterns.of(optOut),
                    "mx.example.net",
                    passes::add);
        }
    }
}
