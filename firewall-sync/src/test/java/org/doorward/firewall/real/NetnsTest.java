package org.doorward.firewall.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetnsTest {

    @Test
    void twoNamespacesTalkOverTheirLinkAndAreGoneAtTheEnd() {
        String name;
        try (Netns net = Netns.of("server", "client")) {
            name = net.name("server");
            net.link("server", "client");
            net.address("server", "client", "198.51.100.1/24");
            net.address("client", "server", "198.51.100.7/24");
            net.address("server", "client", "2001:db8::1/64");
            net.address("client", "server", "2001:db8::7/64");
            net.listen("server", 25);

            assertThat(net.connect("client", "198.51.100.7", "198.51.100.1", 25))
                    .isEqualTo("connected");
            assertThat(net.connect("client", "2001:db8::7", "2001:db8::1", 25)).isEqualTo("connected");
            assertThat(net.connect("client", "2001:db8::7", "2001:db8::1", 26)).isEqualTo("refused");
        }

        try (Netns other = Netns.of("other")) {
            assertThat(other.must("other", "ip", "netns", "list")).doesNotContain(name);
        }
    }
}
