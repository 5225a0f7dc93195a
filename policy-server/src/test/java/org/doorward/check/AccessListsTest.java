package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.doorward.config.AccessConfig;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.pattern.AddressPattern;
import org.doorward.pattern.ClientPattern;
import org.doorward.pattern.ListProblem;
import org.doorward.pattern.ListReading;
import org.doorward.pattern.Parsed;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessListsTest {

    private static final long SEED = 11L;

    @TempDir
    Path folder;

    private final List<AccessConfig.Entry> entries = new ArrayList<>();

    @Test
    void saysNothingWithoutEntries() {
        assertThat(AccessLists.EMPTY.match(AccessInquiry.USUAL.inquiry())).isEmpty();
        assertThat(AccessLists.EMPTY.size()).isZero();
    }

    @Test
    void allowsByNetworkNameSenderAndRecipient() {
        allow("198.51.100.0/24", "", "", "");
        allow("", "friend.example", "", "");
        allow("", "", "anna@example.com", "");
        allow("", "", "", "open@");

        AccessInquiry stranger =
                AccessInquiry.USUAL.from("2001:db8::9", "mx.example.net").sender("x@example.net");
        assertThat(word(stranger)).isEqualTo("nothing");
        assertThat(word(stranger.from("198.51.100.9", ""))).isEqualTo("client 198.51.100.0/24, access.allow[1]");
        assertThat(word(stranger.from("2001:db8::9", "mx.friend.example")))
                .isEqualTo("client friend.example, access.allow[2]");
        assertThat(word(stranger.sender("Anna@Example.com"))).isEqualTo("sender anna@example.com, access.allow[3]");
        assertThat(word(stranger.recipient("open@example.org"))).isEqualTo("recipient open@, access.allow[4]");
    }

    @Test
    void deniesBeforeItAllows() {
        allow("198.51.100.0/24", "", "", "");
        deny("198.51.100.7/32", "", "", "");

        assertThat(word(AccessInquiry.USUAL)).isEqualTo("client 198.51.100.7/32, access.deny[1]");
        assertThat(word(AccessInquiry.USUAL.from("198.51.100.8", "")))
                .isEqualTo("client 198.51.100.0/24, access.allow[1]");
    }

    @Test
    void matchesOnlyWhenAllThatAnEntryNamesMatches() {
        allow("198.51.100.0/24", "example.net", "example.net", "berta@example.org");

        assertThat(word(AccessInquiry.USUAL))
                .isEqualTo("client 198.51.100.0/24, client example.net, sender example.net, "
                        + "recipient berta@example.org, access.allow[1]");
        assertThat(word(AccessInquiry.USUAL.from("198.51.101.7", "mx.example.net")))
                .isEqualTo("nothing");
        assertThat(word(AccessInquiry.USUAL.from("198.51.100.7", ""))).isEqualTo("nothing");
        assertThat(word(AccessInquiry.USUAL.sender("anna@example.com"))).isEqualTo("nothing");
        assertThat(word(AccessInquiry.USUAL.recipient("caesar@example.org"))).isEqualTo("nothing");
    }

    @Test
    void leavesTheRecipientOutOfItWhereThereIsNone() {
        allow("198.51.100.0/24", "", "", "berta@example.org");
        allow("", "", "", "/.*/");

        AccessInquiry data = AccessInquiry.USUAL.recipient("").at(ProtocolState.DATA);
        assertThat(word(data)).isEqualTo("nothing");
        assertThat(word(AccessInquiry.USUAL)).isNotEqualTo("nothing");
    }

    @Test
    void matchesNoSenderPatternForTheNullSender() {
        deny("", "", "example.net", "");
        deny("198.51.100.0/24", "", "example.net", "");

        assertThat(word(AccessInquiry.USUAL.sender(""))).isEqualTo("nothing");
        assertThat(word(AccessInquiry.USUAL)).startsWith("client 198.51.100.0/24");
    }

    @Test
    void triesAWiderEntryWhenTheNarrowerOneDoesNotMatchInFull() {
        allow("198.51.100.7/32", "", "somebody@example.com", "");
        allow("198.51.100.0/24", "", "", "");

        assertThat(word(AccessInquiry.USUAL)).isEqualTo("client 198.51.100.0/24, access.allow[2]");
    }

    @Test
    void forgetsAnEntryAtTheMomentItEnds() {
        add(false, "198.51.100.0/24", "", "", "", AccessInquiry.NOW);
        assertThat(word(AccessInquiry.USUAL)).isEqualTo("nothing");

        add(false, "198.51.100.0/24", "", "", "", AccessInquiry.NOW.plusNanos(1));
        assertThat(word(AccessInquiry.USUAL)).isEqualTo("client 198.51.100.0/24, access.deny[2]");
    }

    @Test
    void findsByIndexWhateverALinearScanFinds() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            List<AccessLists.Entry> all = randomEntries(random);
            Inquiry inquiry = randomInquiry(random).inquiry();
            Optional<Boolean> expected = all.stream().anyMatch(entry -> !entry.allow() && entry.matches(inquiry))
                    ? Optional.of(false)
                    : all.stream()
                            .filter(entry -> entry.matches(inquiry))
                            .findAny()
                            .map(AccessLists.Entry::allow);

            assertThat(AccessLists.of(all).match(inquiry).map(AccessLists.Entry::allow))
                    .as("seed %d, round %d: %s in %s", SEED, round, inquiry, all)
                    .isEqualTo(expected);
        }
    }

    private List<AccessLists.Entry> randomEntries(Random random) {
        entries.clear();
        for (int i = random.nextInt(12); i >= 0; i--) {
            String network = random.nextBoolean() ? "198.51.100." + random.nextInt(2) + "/32" : "198.51.100.0/24";
            String name = random.nextBoolean() ? "example.net" : "mx" + random.nextInt(2) + ".example.net";
            String sender = random.nextBoolean() ? "a@example.net" : "example.com";
            String recipient = random.nextBoolean() ? "b@" : "/b" + random.nextInt(2) + "/";
            int named = 1 + random.nextInt(15);
            add(
                    random.nextBoolean(),
                    (named & 1) == 0 ? "" : network,
                    (named & 2) == 0 ? "" : name,
                    (named & 4) == 0 ? "" : sender,
                    (named & 8) == 0 ? "" : recipient,
                    AccessInquiry.NOW.plusSeconds(random.nextInt(9) - 1));
        }
        ListReading<AccessLists> reading = read(List.of(), List.of());
        assertThat(reading).isInstanceOf(ListReading.Good.class);
        return entries.stream().map(AccessListsTest::compiled).toList();
    }

    private static AccessLists.Entry compiled(AccessConfig.Entry entry) {
        List<ClientPattern> client = new ArrayList<>();
        entry.network().map(ClientPattern.Network::new).ifPresent(client::add);
        entry.name().map(ClientPattern.Name::new).ifPresent(client::add);
        return new AccessLists.Entry(
                entry.allow(),
                client,
                entry.sender().map(AccessListsTest::address),
                entry.recipient().map(AccessListsTest::address),
                "test",
                "",
                entry.expires());
    }

    private static AddressPattern address(String text) {
        Parsed<AddressPattern> parsed = AddressPattern.parse(text);
        return ((Parsed.Value<AddressPattern>) parsed).value();
    }

    private static AccessInquiry randomInquiry(Random random) {
        return AccessInquiry.USUAL
                .from(
                        "198.51.100." + random.nextInt(3),
                        random.nextInt(3) == 0 ? "" : "mx" + random.nextInt(3) + ".example.net")
                .sender(random.nextInt(3) == 0 ? "" : "a@example." + (random.nextBoolean() ? "net" : "com"))
                .recipient(
                        random.nextInt(3) == 0
                                ? ""
                                : "b" + (random.nextBoolean() ? "" : random.nextInt(3)) + "@example.org");
    }

    @Test
    void readsPostgreysFilesAndNamesFileLineAndNote() throws IOException {
        Path clients =
                Files.writeString(folder.resolve("clients"), "# own\nfriend.example # the sister house\n198.51.100\n");
        Path recipients = Files.writeString(folder.resolve("recipients"), "open@example.org\n");
        AccessLists lists = good(read(List.of(clients), List.of(recipients)));

        assertThat(lists.size()).isEqualTo(3);
        assertThat(lists.match(AccessInquiry.USUAL
                        .from("2001:db8::1", "mx.friend.example")
                        .inquiry()))
                .hasToString("Optional[client friend.example, " + clients + ":2 (the sister house)]");
        assertThat(lists.match(AccessInquiry.USUAL.inquiry()))
                .hasToString("Optional[client 198.51.100.0/24, " + clients + ":3]");
        assertThat(lists.match(AccessInquiry.USUAL
                        .from("2001:db8::1", "")
                        .recipient("open@example.org")
                        .inquiry()))
                .hasToString("Optional[recipient open@example.org, " + recipients + ":1]");
    }

    @Test
    void aLineOfADenyFileDeniesEvenWhatAnAllowFileAllows() throws IOException {
        Path allowed = Files.writeString(folder.resolve("allowed"), "198.51.100\n2001:db8::/32\n");
        Path clients = Files.writeString(folder.resolve("clients"), "198.51.100.0/24 # guesses our users\n");
        Path recipients = Files.writeString(folder.resolve("recipients"), "# given up\ngone@example.org\n");
        AccessLists lists = good(new AccessFiles(new AccessConfig(
                        List.of(allowed), List.of(), List.of(clients), List.of(recipients), "", entries))
                .read());

        AccessInquiry other = AccessInquiry.USUAL.from("2001:db8::1", "");
        assertThat(lists.match(AccessInquiry.USUAL.inquiry()).orElseThrow())
                .hasToString("client 198.51.100.0/24, " + clients + ":1 (guesses our users)")
                .returns(false, AccessLists.Entry::allow);
        assertThat(lists.match(other.recipient("gone@example.org").inquiry()).orElseThrow())
                .hasToString("recipient gone@example.org, " + recipients + ":2")
                .returns(false, AccessLists.Entry::allow);
        assertThat(lists.match(other.inquiry()).orElseThrow()).returns(true, AccessLists.Entry::allow);
    }

    @Test
    void aMistakeInADenyFileIsToldToo() throws IOException {
        Path clients = Files.writeString(folder.resolve("clients"), "ok.example\n198.51.100.7/24\n");
        AccessConfig config =
                new AccessConfig(List.of(), List.of(), List.of(clients), List.of(folder.resolve("no")), "", entries);

        assertThat(((ListReading.Bad<AccessLists>) new AccessFiles(config).read()).problems())
                .extracting(ListProblem::source, ListProblem::line)
                .containsExactly(
                        tuple(clients.toString(), 2), tuple(folder.resolve("no").toString(), 0));
    }

    @Test
    void tellsTheProblemsOfAllFilesAndEntriesAtOnce() throws IOException {
        Path clients = Files.writeString(folder.resolve("clients"), "198.51.100.7/24\n");
        Path recipients = Files.writeString(folder.resolve("recipients"), "ok.example\n\n@broken\n");
        deny("", "", "@broken", "");
        allow("", "", "", "/[/");

        ListReading<AccessLists> reading = read(List.of(clients, folder.resolve("missing")), List.of(recipients));

        assertThat(reading).isInstanceOf(ListReading.Bad.class);
        assertThat(((ListReading.Bad<AccessLists>) reading).problems())
                .extracting(ListProblem::source, ListProblem::line)
                .containsExactlyInAnyOrder(
                        tuple("access.deny[1]", 0),
                        tuple("access.allow[1]", 0),
                        tuple(clients.toString(), 1),
                        tuple(folder.resolve("missing").toString(), 0),
                        tuple(recipients.toString(), 3));
    }

    @Test
    void namesTheFilesToWatch() {
        AccessConfig config = new AccessConfig(
                List.of(Path.of("a")),
                List.of(Path.of("b")),
                List.of(Path.of("c")),
                List.of(Path.of("d")),
                "",
                List.of());

        assertThat(new AccessFiles(config).files())
                .containsExactlyInAnyOrder(Path.of("a"), Path.of("b"), Path.of("c"), Path.of("d"));
    }

    @Test
    void refusesAnEntryThatNamesNobody() {
        assertThatThrownBy(() -> new AccessLists.Entry(
                        false, List.of(), Optional.empty(), Optional.empty(), "here", "", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("here");
    }

    @Test
    void readsTheListsThatComeWithDoorward() {
        Path lists = Path.of("src/dist/lists");

        AccessLists shipped =
                good(read(List.of(lists.resolve("allow_clients")), List.of(lists.resolve("allow_recipients"))));

        assertThat(shipped.size()).as("examples are comments").isZero();
    }

    @Test
    void isCheckedByTheListsInForceAtEveryStage() {
        deny("198.51.100.0/24", "", "", "");
        AccessListCheck check = new AccessListCheck(() -> good(read(List.of(), List.of())), "5.7.1 Not welcome here");

        Finding denied = check.examine(
                        AccessInquiry.USUAL
                                .recipient("")
                                .sender("")
                                .at(ProtocolState.CONNECT)
                                .inquiry(),
                        Evidence.NONE)
                .toCompletableFuture()
                .join();
        Finding nothing = check.examine(
                        AccessInquiry.USUAL.from("2001:db8::1", "").inquiry(), Evidence.NONE)
                .toCompletableFuture()
                .join();
        entries.clear();
        allow("", "example.net", "", "");
        Finding allowed = check.examine(AccessInquiry.USUAL.inquiry(), Evidence.NONE)
                .toCompletableFuture()
                .join();

        assertThat(denied)
                .isEqualTo(new Finding.Settled(new Verdict.Reject(
                        Reason.DENY_LISTED, "client 198.51.100.0/24, access.deny[1]", "5.7.1 Not welcome here")));
        assertThat(nothing).isEqualTo(Finding.NOTHING);
        assertThat(allowed)
                .isEqualTo(new Finding.Settled(
                        new Verdict.Pass(Reason.ALLOW_LISTED, "client example.net, access.allow[1]")));
        assertThat(check.name()).isEqualTo("access");
    }

    private void allow(String network, String name, String sender, String recipient) {
        add(true, network, name, sender, recipient, AccessInquiry.NOW.plus(Duration.ofDays(1)));
    }

    private void deny(String network, String name, String sender, String recipient) {
        add(false, network, name, sender, recipient, AccessInquiry.NOW.plus(Duration.ofDays(1)));
    }

    private void add(boolean allow, String network, String name, String sender, String recipient, Instant expires) {
        entries.add(new AccessConfig.Entry(
                allow, Cidr.parse(network), given(name), given(sender), given(recipient), "", Optional.of(expires)));
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** The entry that decides, in words. */
    private String word(AccessInquiry inquiry) {
        return good(read(List.of(), List.of()))
                .match(inquiry.inquiry())
                .map(AccessLists.Entry::toString)
                .orElse("nothing");
    }

    private ListReading<AccessLists> read(List<Path> clients, List<Path> recipients) {
        return new AccessFiles(new AccessConfig(clients, recipients, List.of(), List.of(), "", entries)).read();
    }

    private static AccessLists good(ListReading<AccessLists> reading) {
        if (reading instanceof ListReading.Bad<AccessLists> bad) {
            throw new AssertionError(bad.problems());
        }
        return ((ListReading.Good<AccessLists>) reading).value();
    }
}
