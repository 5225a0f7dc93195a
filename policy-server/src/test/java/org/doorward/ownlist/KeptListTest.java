package org.doorward.ownlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.doorward.ownlist.KeptList.Change;
import org.doorward.ownlist.KeptList.Made;
import org.doorward.ownlist.KeptList.Refused;
import org.doorward.pattern.ListReading;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list that commands change, on a real disk. */
class KeptListTest {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00.123456Z");

    @TempDir
    Path folder;

    private OwnLists lists;

    @BeforeEach
    void open() {
        lists = SampleOwnLists.in(folder);
    }

    @Test
    void what_is_added_counts_at_once_and_after_a_restart() throws IOException {
        lists.add("198.51.100.7", " spam # really ", Optional.of(Duration.ofDays(30)), NOON);
        lists.add("2001:db8::/64", "für immer", Optional.empty(), NOON);

        List<OwnListEntry> all = lists.all();
        assertThat(all)
                .map(OwnListEntry::toString)
                .containsExactly(
                        "198.51.100.7/32 since 2026-11-26T12:00:00Z, doorward list (spam # really)",
                        "2001:db8::/64 since 2026-11-26T12:00:00Z, doorward list (für immer)");
        assertThat(all.get(0).until()).hasValue(Instant.parse("2026-12-26T12:00:00Z"));
        assertThat(SampleOwnLists.in(folder).all()).isEqualTo(all);
        assertThat(lists.kept().get().match(IpAddress.parse("2001:db8::7").orElseThrow(), NOON))
                .hasValue(all.get(1));
    }

    @Test
    void the_file_is_for_people_too() throws IOException {
        lists.add("198.51.100.7", "spam", Optional.of(Duration.ofDays(30)), NOON);

        Path file = folder.resolve("own_list");
        assertThat(Files.readString(file)).isEqualTo("""
                # Kept by Doorward: change it with "doorward list add" and "doorward list remove".
                198.51.100.7/32 2026-12-26T12:00:00Z since=2026-11-26T12:00:00Z # spam
                """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void the_same_network_again_replaces_the_entry() throws IOException {
        lists.add("198.51.100.7", "first", Optional.of(Duration.ofHours(1)), NOON);

        Change change = lists.add("198.51.100.7/32", "second", Optional.empty(), NOON.plusSeconds(60));

        assertThat(((Made) change).before()).isTrue();
        assertThat(lists.all()).singleElement().extracting(OwnListEntry::reason).isEqualTo("second");
    }

    @Test
    void what_is_removed_is_gone_and_gone_after_a_restart() throws IOException {
        lists.add("198.51.100.7", "spam", Optional.empty(), NOON);

        assertThat(lists.remove("198.51.100.7", NOON)).isInstanceOf(Made.class);

        assertThat(lists.all()).isEmpty();
        assertThat(SampleOwnLists.in(folder).all()).isEmpty();
    }

    @Test
    void what_has_ended_is_left_out_at_the_next_change() throws IOException {
        lists.add("198.51.100.7", "short", Optional.of(Duration.ofHours(1)), NOON);
        lists.add("198.51.100.8", "long", Optional.empty(), NOON.plusSeconds(3_599));
        assertThat(lists.all()).hasSize(2);

        lists.add("198.51.100.9", "long", Optional.empty(), NOON.plusSeconds(3_600));

        assertThat(lists.all())
                .map(entry -> entry.network().toString())
                .containsExactly("198.51.100.8/32", "198.51.100.9/32");
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, this is no network",
        "198.51.100.7/24, the network is 198.51.100.0/24",
        "0.0.0.0/0, 0.0.0.0/0 is too wide to be listed; list the networks that you mean",
        "127.0.0.1, 127.0.0.1/32 is this host itself",
        "198.51.100.200, '198.51.100.200/32 lies in 198.51.100.128/25 of exempt.networks, which is never questioned'",
        "198.51.100.128/25, lies in 198.51.100.128/25 of exempt.networks",
    })
    void what_must_not_be_listed_is_refused(String network, String why) throws IOException {
        assertThat(refusal(lists.add(network, "spam", Optional.empty(), NOON))).contains(why);
        assertThat(folder.resolve("own_list")).doesNotExist();
    }

    @Test
    void a_network_around_an_exempt_one_may_be_listed() throws IOException {
        assertThat(lists.add("198.51.100.0/24", "spam", Optional.empty(), NOON)).isInstanceOf(Made.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two\nlines", "bell \u0007", "a \u2028 b", "a \u0085 b"})
    void a_reason_is_one_line(String reason) throws IOException {
        assertThat(refusal(lists.add("198.51.100.7", reason, Optional.empty(), NOON)))
                .isEqualTo("the reason must be one line of 1 to 200 characters");
        assertThat(refusal(lists.add("198.51.100.7", "x".repeat(201), Optional.empty(), NOON)))
                .isNotEmpty();
    }

    @Test
    void a_removal_of_what_is_not_there_names_what_is() throws IOException {
        OwnListEntry inFile = new OwnListEntry(
                Cidr.parse("198.51.0.0/16").orElseThrow(), Optional.empty(), Optional.empty(), "", "/etc/own:3");
        lists = SampleOwnLists.with(folder, OwnList.of(List.of(inFile)));
        lists.add("203.0.113.0/24", "spam", Optional.empty(), NOON);

        assertThat(refusal(lists.remove("198.51.100.7", NOON)))
                .isEqualTo(
                        "198.51.100.7/32 is not on the list that commands change; this is: 198.51.0.0/16, /etc/own:3");
        assertThat(refusal(lists.remove("203.0.113.7", NOON))).contains("this is: 203.0.113.0/24 since ");
        assertThat(refusal(lists.remove("192.0.2.1", NOON))).endsWith("; \"doorward list\" shows what is");
        assertThat(refusal(lists.remove("nobody", NOON))).startsWith("this is no network: ");
    }

    @Test
    void a_file_with_a_mistake_is_refused_and_left_alone() throws IOException {
        Path file = Files.writeString(folder.resolve("own_list"), "198.51.100.7/24 # slip\n");

        ListReading<KeptList> opened = KeptList.open(file);

        assertThat(((ListReading.Bad<KeptList>) opened).problems())
                .singleElement()
                .asString()
                .startsWith(file + ":1: ");
        assertThat(file).hasContent("198.51.100.7/24 # slip");
    }

    @Test
    void a_change_that_cannot_be_written_is_none() throws IOException {
        OwnLists nowhere = SampleOwnLists.in(folder.resolve("missing"));

        assertThatThrownBy(() -> nowhere.add("198.51.100.7", "spam", Optional.empty(), NOON))
                .isInstanceOf(IOException.class);
        assertThat(nowhere.all()).isEmpty();
    }

    @Test
    void the_list_is_bounded_so_that_it_can_be_read_again() throws IOException {
        String lines = IntStream.range(0, 49_999)
                .mapToObj(number -> "198.51." + number / 250 + "." + number % 250 + " # x\n")
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("own_list"), lines);
        lists = SampleOwnLists.in(folder);

        assertThat(refusal(lists.add("203.0.113.1", "one more", Optional.empty(), NOON)))
                .startsWith("the list is full");
        lists.remove("198.51.0.0", NOON);
        lists.remove("198.51.0.1", NOON);
        assertThat(lists.add("203.0.113.1", "one more", Optional.empty(), NOON)).isInstanceOf(Made.class);
        assertThat(SampleOwnLists.in(folder).all()).isEqualTo(lists.all());
    }

    private static String refusal(Change change) {
        return ((Refused) change).why();
    }
}
