package org.doorward.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.doorward.firewall.nft.NftListing.Element;
import org.junit.jupiter.api.Test;

class NftListingTest {

    private static List<Element> elements(String text) throws IOException {
        List<Element> elements = new ArrayList<>();
        new NftListing(new StringReader(text)).forEach(elements::add);
        return elements;
    }

    @Test
    void elementsAreReadWithTheirTimesAndCounters() throws IOException {
        String text = """
                table inet doorward {
                	set b4_32 {
                		type ipv4_addr
                		size 105000
                		flags dynamic,timeout
                		timeout 1d
                		elements = { 198.51.100.7 timeout 1h expires 59m58s880ms,
                			     198.51.100.8 counter packets 3 bytes 180 timeout 1d expires 23h1m, 10.0.0.1,
                			     2001:db8:1:2:: timeout 3650d expires 3649d23h59m59s880ms comment "by hand, } expires 1s" }
                	}
                }
                """;

        assertThat(elements(text))
                .containsExactly(
                        new Element("198.51.100.7", OptionalLong.of(3598), 0),
                        new Element("198.51.100.8", OptionalLong.of(82_860), 3),
                        new Element("10.0.0.1", OptionalLong.empty(), 0),
                        new Element("2001:db8:1:2::", OptionalLong.of(315_359_999), 0));
    }

    @Test
    void aSetWithoutElementsHasNone() throws IOException {
        assertThat(elements("table inet doorward {\n\tset b4_32 {\n\t\ttype ipv4_addr\n\t}\n}\n"))
                .isEmpty();
    }

    @Test
    void aListThatIsCutOffIsNoList() {
        assertThatThrownBy(() -> elements("elements = { 198.51.100.7 timeout 1h"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ends in the middle");
    }

    @Test
    void anElementWithoutEndIsRefused() {
        assertThatThrownBy(() -> elements("elements = { " + "9".repeat(5000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1000 characters");
    }

    @Test
    void lengthsOfTimeAreReadAsNftWritesThem() throws IOException {
        assertThat(NftListing.seconds("880ms")).isZero();
        assertThat(NftListing.seconds("1s4ms")).isEqualTo(1);
        assertThat(NftListing.seconds("2m")).isEqualTo(120);
        assertThat(NftListing.seconds("1d1s")).isEqualTo(86_401);
        assertThatThrownBy(() -> NftListing.seconds("soon")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> NftListing.seconds("")).isInstanceOf(IOException.class);
    }
}
