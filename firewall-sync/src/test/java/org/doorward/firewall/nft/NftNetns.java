package org.doorward.firewall.nft;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;
import org.doorward.store.net.Cidr;

/**
 * A server and a client in namespaces of their own. The server listens on ports 25 and 22; the client has addresses in several networks. What
 * a test does with nft is done in the server's.
 */
final class NftNetns implements AutoCloseable {

    static final String SERVER4 = "198.51.100.1";
    static final String SERVER6 = "2001:db8:1:1::1";
    static final String CLIENT4 = "198.51.100.7";
    static final String NEIGHBOUR4 = "198.51.100.8";
    static final String OTHER4 = "10.20.30.40";
    static final String CLIENT6 = "2001:db8:1:2::7";
    static final String OTHER6 = "2001:db8:1:3::7";

    private static final Path NFT = Path.of("/usr/sbin/nft");

    final Netns net;

    NftNetns() {
        RealParts.require("nftables", NFT);
        net = Netns.of("server", "client");
        net.link("server", "client");
        net.address("server", "client", SERVER4 + "/24");
        net.address("server", "client", SERVER6 + "/64");
        net.address("client", "server", CLIENT4 + "/24");
        net.address("client", "server", NEIGHBOUR4 + "/24");
        net.address("client", "server", OTHER4 + "/32");
        net.address("client", "server", "2001:db8:1:1::7/64");
        net.address("client", "server", CLIENT6 + "/128");
        net.address("client", "server", OTHER6 + "/128");
        net.route("server", "client", "10.0.0.0/8");
        net.route("server", "client", "2001:db8:1::/48");
    }

    NftNetns listening() {
        net.listen("server", 25);
        net.listen("server", 22);
        return this;
    }

    NftSettings settings() {
        return NftSettings.DEFAULT.withProgram(program()).withPatience(Duration.ofSeconds(60));
    }

    List<String> program() {
        List<String> program = new ArrayList<>(net.prefix("server"));
        program.add(NFT.toString());
        return program;
    }

    /** Runs nft by hand. */
    String nft(String... arguments) {
        List<String> command = new ArrayList<>(List.of(NFT.toString()));
        command.addAll(List.of(arguments));
        return net.must("server", command.toArray(String[]::new));
    }

    String connect(String from, int port) {
        return net.connect("client", from, from.contains(":") ? SERVER6 : SERVER4, port);
    }

    static Cidr network(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    static FirewallBan ban(String network, long seconds) {
        return new FirewallBan(network(network), Instant.now().getEpochSecond() + seconds, "B7K2M9QX");
    }

    static Wanted wanted(FirewallBan... bans) {
        return new Wanted(BanSet.of(List.of(bans)), List.of(), List.of());
    }

    @Override
    public void close() {
        net.close();
    }
}
