package org.doorward.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import org.doorward.store.net.Cidr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BanLengthTest {

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7/32, V4_32",
        "198.51.100.0/24, V4_24",
        "2001:db8::/64, V6_64",
        "198.51.100.0/25,",
        "198.51.0.0/16,",
        "0.0.0.0/0,",
        "2001:db8::/32,",
        "2001:db8::1/128,",
        "::/0,",
        "::/24,",
    })
    void aNetworkHasTheLengthOfItsFamilyOrCannotBeBanned(String text, BanLength length) {
        Cidr network = Cidr.parse(text).orElseThrow();

        assertThat(BanLength.of(network).orElse(null)).isEqualTo(length);
        assertThat(BanLength.fits(network)).isEqualTo(length != null);
    }
}
