package org.doorward.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameServersTest {

    @TempDir
    Path folder;

    @Test
    void theSystemsServersAreReadInTheirOrder() throws Exception {
        Path file = Files.writeString(folder.resolve("resolv.conf"), """
                # written by hand
                search example.org
                nameserver 192.0.2.1
                nameserver\t2001:db8::1
                  nameserver 192.0.2.2 # the other
                nameserver ns.example.org
                nameserver fe80::1%nosuchinterface
                nameserver
                options edns0
                """);

        assertThat(new NameServers(NameServers.read(file)).shown())
                .containsExactly("192.0.2.1:53", "[2001:db8:0:0:0:0:0:1]:53", "192.0.2.2:53");
    }

    @Test
    void withoutAnyTheOneOnThisHostIsMeant() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), "options edns0\n");

        assertThat(new NameServers(NameServers.read(empty)).shown()).containsExactly("127.0.0.1:53");
        assertThat(new NameServers(NameServers.read(folder.resolve("missing"))).shown())
                .containsExactly("127.0.0.1:53");
    }

    @Test
    void theOneThatAnsweredIsAskedFirst() {
        InetSocketAddress first = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5301);
        InetSocketAddress second = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5302);
        NameServers servers = new NameServers(List.of(first, second));

        assertThat(servers.at(0)).isEqualTo(first);
        assertThat(servers.at(1)).isEqualTo(second);
        servers.answered(second);
        assertThat(servers.at(0)).isEqualTo(second);
        assertThat(servers.at(1)).isEqualTo(first);
        assertThat(servers.anyRemote()).isFalse();
        assertThat(new NameServers(List.of(new InetSocketAddress("192.0.2.1", 53))).anyRemote())
                .isTrue();
    }
}
