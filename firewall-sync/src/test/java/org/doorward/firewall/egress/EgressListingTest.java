package org.doorward.firewall.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EgressListingTest {

    @Test
    void readsElementsInAnyShape() throws Exception {
        assertThat(EgressListing.elements(new StringReader("""
                        table inet doorward_egress {
                        	set rogue4 {
                        		type ipv4_addr
                        		size 4096
                        		flags dynamic,timeout
                        		timeout 1d
                        		elements = { 10.7.0.2 expires 23h59m59s counter packets 3 bytes 180, 10.7.0.9 timeout 1h expires 59m counter packets 1 bytes 60,
                        			     2001:db8:7::2 counter packets 2 bytes 160, 65534 expires 1s counter packets 5 bytes 300 }
                        	}
                        }
                        """)))
                .isEqualTo(Map.of("10.7.0.2", 3L, "10.7.0.9", 1L, "2001:db8:7::2", 2L, "65534", 5L));
    }

    @Test
    void readsAnEmptySet() throws Exception {
        assertThat(EgressListing.elements(new StringReader("table inet doorward_egress {\n\tset rogue4 {\n\t}\n}\n")))
                .isEmpty();
    }
}
