package org.doorward.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.doorward.firewall.BanFeed.News;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedTextTest {

    private static final News NEWS = new News(
            "5f2c91d0-17",
            false,
            new BanChanges(
                    List.of(Cidr.parse("198.51.100.9").orElseThrow()),
                    List.of(
                            new FirewallBan(Cidr.parse("198.51.100.7").orElseThrow(), 1_764_150_000, "B7K2M9QX"),
                            new FirewallBan(Cidr.parse("2001:db8::/64").orElseThrow(), 1_764_150_001, "B7K2M9QY"))));

    @Test
    void readsAsItWasWritten() throws IOException {
        String text = FeedText.write(NEWS);

        assertThat(text).isEqualTo("""
                doorward-bans 1
                revision 5f2c91d0-17 changes
                - 198.51.100.9/32
                + 198.51.100.7/32 1764150000 B7K2M9QX
                + 2001:db8::/64 1764150001 B7K2M9QY
                end 3
                """);
        assertThat(read(text)).isEqualTo(NEWS);
    }

    @Test
    void aHundredThousandBansAreSomeMegabytes() throws IOException {
        List<FirewallBan> bans = IntStream.range(0, 100_000)
                .mapToObj(i -> new FirewallBan(
                        Cidr.parse("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256)
                                .orElseThrow(),
                        1_764_150_000L + i,
                        "B7K2M9QX"))
                .toList();
        News whole = new News("1-1", true, new BanChanges(List.of(), bans));
        String text = FeedText.write(whole);

        assertThat(text.length()).isLessThan(5_000_000);
        assertThat(read(text)).isEqualTo(whole);
    }

    @Test
    void whatIsCutOffIsRefusedWhereverItWasCut() {
        String text = FeedText.write(NEWS);

        for (int length = 0; length < text.length(); length++) {
            String part = text.substring(0, length);
            assertThatThrownBy(() -> read(part)).as(part).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <html>                                                    | is this the admin listener
                    doorward-bans 2;                                          | is this the admin listener
                    doorward-bans 1;revision 1 all;end 0;                     | line 2 of the feed: no revision
                    doorward-bans 1;revision 1;end 0;                         | line 2 of the feed: not 3 words
                    doorward-bans 1;revision 1 whole;end 1;                   | it holds 0 changes and says: end 1
                    doorward-bans 1;revision 1 whole;+ localhost 1 B;end 1;   | line 3 of the feed: not a network
                    doorward-bans 1;revision 1 whole;+ 198.51.100.7 x B;end 1;| line 3 of the feed: no end in seconds
                    doorward-bans 1;revision 1 whole;+ 198.51.100.7 1;end 1;  | not a network, an end and an id
                    doorward-bans 1;revision 1 whole;* 198.51.100.7;end 1;    | neither a ban nor an end
                    """)
    void whatIsNoFeedIsRefusedWithItsLine(String text, String message) {
        assertThatThrownBy(() -> read(text.strip().replace(';', '\n') + "\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() {
        Reader endless = new Reader() {
            @Override
            public int read(char[] into, int offset, int length) {
                Arrays.fill(into, offset, offset + length, 'a');
                return length;
            }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> FeedText.read(new BufferedReader(endless)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than");
    }

    /** An endless answer of good bans must not end the process, nor must that keep a large one from being taken. */
    @Test
    void moreBansThanTheHeapHoldsAreRefusedWithTheRemedy() throws IOException {
        assertThat(FeedText.read(new BufferedReader(new StringReader(FeedText.write(NEWS))), 3))
                .isEqualTo(NEWS);
        assertThatThrownBy(() -> FeedText.read(new BufferedReader(new StringReader(FeedText.write(NEWS))), 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 5 of the feed: more than 2 changes")
                .hasMessageContaining("DOORWARD_FIREWALL_HEAP");
        assertThat(FeedText.most(70L << 20)).isBetween(100_000, 160_000);
        assertThat(FeedText.most(247L << 20)).isBetween(500_000, 560_000);
        assertThat(FeedText.most(64L << 30)).isEqualTo(FeedText.MOST_LINES);
    }

    @Test
    void randomTextIsRefusedAndNeverBreaksAnything() {
        Random random = new Random(26);
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder(FeedText.write(NEWS));
            List<Integer> places = new ArrayList<>();
            for (int change = 0; change < 1 + random.nextInt(4); change++) {
                int place = random.nextInt(text.length());
                places.add(place);
                text.setCharAt(place, (char) random.nextInt(128));
            }
            try {
                read(text.toString());
            } catch (IOException refused) {
                assertThat(refused).as("seed 26, places %s", places).hasMessageContaining("of the feed");
            }
        }
    }

    private static News read(String text) throws IOException {
        return FeedText.read(new BufferedReader(new StringReader(text)));
    }
}
