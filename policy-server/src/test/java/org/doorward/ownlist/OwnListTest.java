package org.doorward.ownlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.doorward.pattern.ListProblem;
import org.doorward.pattern.ListReading;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnListTest {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void a_line_has_a_network_an_end_and_a_reason() throws IOException {
        OwnList list = read("""
                # a comment

                198.51.100.7            # guesses our users # a lot
                198.51.100.0/24 2026-12-31
                2001:db8::/64 2026-12-31T12:00:00+01:00 since=2026-11-21 # spam
                """);

        Path file = folder.resolve("own");
        assertThat(list.entries())
                .containsExactly(
                        entry("198.51.100.7", "", "", "guesses our users # a lot", file + ":3"),
                        entry("198.51.100.0/24", "", "2026-12-31T00:00:00Z", "", file + ":4"),
                        entry("2001:db8::/64", "2026-11-21T00:00:00Z", "2026-12-31T11:00:00Z", "spam", file + ":5"));
    }

    @Test
    void an_entry_in_words_says_since_when_where_and_why() {
        assertThat(entry("198.51.100.7", "2026-11-21T00:00:00Z", "", "spam", "/etc/own:3"))
                .hasToString("198.51.100.7/32 since 2026-11-21T00:00:00Z, /etc/own:3 (spam)");
        assertThat(entry("198.51.100.7", "", "", "", "/etc/own:3")).hasToString("198.51.100.7/32, /etc/own:3");
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.org, is no network",
        "198.51.100.7/24, the network is 198.51.100.0/24",
        "0.0.0.0/0, too wide",
        "198.0.0.0/7, too wide",
        "::/0, too wide",
        "2000::/15, too wide",
        "127.0.0.1, this host itself",
        "127.0.0.0/8, this host itself",
        "::1, this host itself",
        "::/16, this host itself",
        "198.51.100.7 tomorrow, is no end of an entry",
        "198.51.100.7 2026-02-30, is no end of an entry",
        "198.51.100.7 2026-12-31T12:00:00, is no end of an entry",
        "198.51.100.7 2026-12-31 2026-12-31, is no end of an entry",
        "198.51.100.7 since=yesterday, is no end of an entry",
    })
    void a_line_with_a_mistake_is_refused_with_its_place_and_a_remedy(String line, String problem) throws IOException {
        Path file = Files.writeString(folder.resolve("own"), "198.51.100.8\n" + line + "\n");

        ListReading<OwnList> reading = OwnList.read(List.of(file));

        assertThat(((ListReading.Bad<OwnList>) reading).problems())
                .singleElement()
                .extracting(ListProblem::toString)
                .asString()
                .startsWith(file + ":2: ")
                .contains(problem)
                .containsPattern("; (write|list) ");
    }

    @Test
    void the_widest_networks_that_may_be_listed_are_read() throws IOException {
        assertThat(read("198.0.0.0/8\n2001::/16\n").entries()).hasSize(2);
    }

    @Test
    void the_most_specific_entry_is_found_that_has_not_ended() throws IOException {
        OwnList list =
                read("198.51.0.0/16\n198.51.100.0/24 2026-11-27 # a day\n198.51.100.7 2026-11-26T12:00:00Z # over\n");

        assertThat(match(list, "198.51.100.7", NOON.minusSeconds(1))).isEqualTo("198.51.100.7/32");
        assertThat(match(list, "198.51.100.7", NOON)).isEqualTo("198.51.100.0/24");
        assertThat(match(list, "198.51.100.7", NOON.plusSeconds(43_200))).isEqualTo("198.51.0.0/16");
        assertThat(match(list, "198.51.99.7", NOON)).isEqualTo("198.51.0.0/16");
        assertThat(match(list, "198.52.0.1", NOON)).isEmpty();
        assertThat(match(list, "2001:db8::1", NOON)).isEmpty();
        assertThat(match(OwnList.EMPTY, "198.51.100.7", NOON)).isEmpty();
    }

    @Test
    void it_finds_what_a_look_through_all_entries_finds() {
        long seed = 4711;
        Random random = new Random(seed);
        List<OwnListEntry> entries = new ArrayList<>();
        for (int number = 0; number < 300; number++) {
            Cidr network = Cidr.of(address(random), 24 + random.nextInt(9));
            Optional<Instant> until =
                    random.nextBoolean() ? Optional.empty() : Optional.of(NOON.plusSeconds(random.nextInt(200) - 100));
            if (entries.stream().noneMatch(entry -> entry.network().equals(network))) {
                entries.add(new OwnListEntry(network, Optional.empty(), until, "", "test"));
            }
        }
        OwnList list = OwnList.of(entries);
        for (int number = 0; number < 2_000; number++) {
            IpAddress address = address(random);
            Optional<OwnListEntry> expected = entries.stream()
                    .filter(entry -> entry.network().contains(address) && entry.standsAt(NOON))
                    .max((one, other) -> Integer.compare(
                            one.network().prefix(), other.network().prefix()));
            assertThat(list.match(address, NOON))
                    .as("seed %d, %s", seed, address)
                    .isEqualTo(expected);
        }
    }

    private static IpAddress address(Random random) {
        return IpAddress.ofBytes(new byte[] {(byte) 198, 51, (byte) random.nextInt(4), (byte) random.nextInt(256)});
    }

    private static String match(OwnList list, String address, Instant moment) {
        return list.match(IpAddress.parse(address).orElseThrow(), moment)
                .map(entry -> entry.network().toString())
                .orElse("");
    }

    private static OwnListEntry entry(String network, String since, String until, String reason, String source) {
        return new OwnListEntry(Cidr.parse(network).orElseThrow(), moment(since), moment(until), reason, source);
    }

    private static Optional<Instant> moment(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    private OwnList read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("own"), text);
        return ((ListReading.Good<OwnList>) OwnList.read(List.of(file))).value();
    }
}
