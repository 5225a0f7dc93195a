package org.doorward.firewall.droplist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.doorward.firewall.droplist.DropListText.Parsed;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;

class DropListTextTest {

    private static final String METADATA =
            "{\"type\":\"metadata\",\"timestamp\":1764150000,\"size\":110,\"records\":%d,"
                    + "\"copyright\":\"(c) somebody\",\"terms\":\"https://list.example/terms\"}\n";

    @Test
    void readsTheLinesOfSpamhaus() throws Exception {
        Parsed parsed = read("""
                {"cidr":"198.51.100.0/24","sblid":"SBL256894","rir":"apnic"}
                {"cidr":"2001:db8::/32","sblid":"SBL303520","rir":"ripencc"}
                """ + METADATA.formatted(2));
        assertThat(networks(parsed)).containsExactly("198.51.100.0/24", "2001:db8::/32");
        assertThat(parsed.bad()).isEmpty();
    }

    @Test
    void readsTheTextOfSpamhaus() throws Exception {
        Parsed parsed = read("""
                ; Spamhaus DROP List 2024/07/30 - (c) 2024 somebody
                ; Expires: Wed, 31 Jul 2024 00:13:36 GMT
                198.51.100.0/24 ; SBL256894
                2001:db8::/32 ; SBL303520
                ; EOF
                """);
        assertThat(networks(parsed)).containsExactly("198.51.100.0/24", "2001:db8::/32");
    }

    @Test
    void readsANetsetWithBareAddressesAndCounts() throws Exception {
        Parsed parsed =
                read("#\n# a netset\n#\n\n198.51.100.7\n198.51.100.8\t5\n2001:db8::/32 # why\n198.51.101.0/24,x\r\n");
        assertThat(networks(parsed))
                .containsExactly("198.51.100.7/32", "198.51.100.8/32", "2001:db8::/32", "198.51.101.0/24");
    }

    @Test
    void namesAFewBadLinesAndGoesOn() throws Exception {
        Parsed parsed = read("198.51.100.0/24\n198.51.100.7/24\nexample.org\n198.51.101.0/24\n");
        assertThat(parsed.networks()).hasSize(2);
        assertThat(parsed.bad())
                .containsExactly(
                        "line 2: there are host bits behind the prefix; the network is 198.51.100.0/24",
                        "line 3: not an IPv4 or IPv6 address before the prefix length");
    }

    @Test
    void refusesAListWithManyBadLines() {
        refuses("one\ntwo\nthree\nfour\n198.51.100.0/24\n", "4 of its 5 lines");
        refuses("hello\n", "1 of its 1 lines");
        refuses("GIF89a\u0000\u0001\n\u0002\n\u0003\n\u0004\n", "cannot be read");
    }

    @Test
    void refusesAWebPage() {
        refuses("<!DOCTYPE html>\n<html><body>Please log in</body></html>\n", "web page");
    }

    @Test
    void refusesJsonThatWasCutOff() {
        refuses("{\"cidr\":\"198.51.100.0/24\"}\n", "cut off");
        refuses("{\"cidr\":\"198.51.100.0/24\"}\n{\"cidr\":\"198.5", "cut off");
        refuses("{\"cidr\":\"198.51.100.0/24\"}\n" + METADATA.formatted(2), "has 1 networks and says that it has 2");
        refuses(
                METADATA.formatted(0) + "{\"cidr\":\"198.51.100.0/24\"}\n{\"cidr\":\"198.51.100.0/24\"}\n",
                "lines cannot be read");
    }

    @Test
    void refusesAnErrorInJson() {
        refuses("{\"error\":\"too many requests\"}\n", "cannot be read");
        refuses("{\n  \"error\": [1, 2]\n}\n", "cannot be read");
    }

    @Test
    void refusesWhatIsEmptyOrHasNoLines() {
        refuses("", "it is empty");
        refuses("x".repeat(5000), "longer than 4096");
    }

    @Test
    void takesAFileWithCommentsOnlyForAnEmptyList() throws Exception {
        assertThat(read("# nothing yet\n").networks()).isEmpty();
    }

    @Test
    void refusesMoreNetworksThanTheHeapHoldsWithTheRemedy() throws IOException {
        BufferedReader three = new BufferedReader(new StringReader("198.51.100.1\n198.51.100.2\n198.51.100.3\n"));

        assertThatThrownBy(() -> DropListText.read(three, 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 2 networks")
                .hasMessageContaining("DOORWARD_FIREWALL_HEAP");
    }

    static Parsed read(String text) throws IOException {
        return DropListText.read(new BufferedReader(new StringReader(text)), DropListText.MOST_NETWORKS);
    }

    private static void refuses(String text, String why) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class).hasMessageContaining(why);
    }

    private static List<String> networks(Parsed parsed) {
        return parsed.networks().stream().map(Cidr::toString).toList();
    }
}
