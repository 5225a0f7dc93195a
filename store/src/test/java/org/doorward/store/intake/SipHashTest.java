package org.doorward.store.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;

class SipHashTest {

    /** Key and message of the algorithm's own test vectors: bytes that count up; the hash as OpenSSL has it. */
    @Test
    void itIsTheHashThatOthersCompute() {
        SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        RowKey key = hash.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L);
        assertThat(Long.reverseBytes(key.high())).isEqualTo(0x2DB479AE78BD50D8L);
        assertThat(Long.reverseBytes(key.low())).isEqualTo(0x882A8A178A6132ADL);
    }

    @Test
    void anotherSecretGivesOtherKeysAndOtherNetworksHaveOthers() {
        KeyHash hash = new KeyHash(new byte[KeyHash.SECRET_BYTES]);
        byte[] secret = new byte[KeyHash.SECRET_BYTES];
        secret[63] = 1;
        KeyHash other = new KeyHash(secret);
        Set<RowKey> keys = new HashSet<>();
        for (String text :
                new String[] {"0.0.0.0/0", "0.0.0.0/32", "0.0.0.0/24", "::/0", "::/64", "::/32", "::1/128"}) {
            ClientNetwork network = new ClientNetwork(Cidr.parse(text).orElseThrow());
            assertThat(keys.add(hash.ofOffender(network))).as(text).isTrue();
            assertThat(keys.add(hash.of(network))).as(text).isTrue();
            assertThat(keys.add(other.ofOffender(network))).as(text).isTrue();
        }
    }
}
