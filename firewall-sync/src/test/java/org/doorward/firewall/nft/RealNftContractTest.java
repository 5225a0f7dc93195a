package org.doorward.firewall.nft;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.FirewallContractTest;

class RealNftContractTest extends FirewallContractTest {

    @Override
    protected void require() {
        requireProgram("nftables", "/usr/sbin/nft");
    }

    @Override
    protected Firewall make(Function<String, List<String>> programs) {
        return new NftFirewall(
                NftSettings.DEFAULT.withProgram(programs.apply("/usr/sbin/nft")).withPatience(Duration.ofSeconds(60)));
    }
}
