package org.doorward.firewall.droplist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.doorward.firewall.droplist.DropListRules.Taken;
import org.doorward.firewall.droplist.DropListText.Parsed;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;

class DropListRulesTest {

    private final DropListRules rules = DropListRules.USUAL;

    @Test
    void leavesOutAndNamesWhatIsTooWide() throws Exception {
        Taken taken =
                rules.check(parsed("0.0.0.0/0", "1.0.0.0/8", "2000::/3", "2001:db8::/29"), OptionalInt.empty(), false);
        assertThat(taken.networks()).extracting(Cidr::toString).containsExactly("1.0.0.0/8", "2001:db8::/29");
        assertThat(taken.leftOut()).containsExactly("0.0.0.0/0 is wider than /8", "2000::/3 is wider than /19");
    }

    @Test
    void refusesWhatHoldsAnEighthOfTheWorld() {
        String[] networks = IntStream.range(1, 34).mapToObj(i -> i + ".0.0.0/8").toArray(String[]::new);
        assertThatThrownBy(() -> rules.check(parsed(networks), OptionalInt.empty(), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("an eighth");
    }

    @Test
    void refusesAListThatShrinksOrGrowsMuch() {
        refuses(1499, 749, "it has shrunk from 1499 networks to 749");
        refuses(1500, 6001, "it has grown from 1500 networks to 6001");
        refuses(1500, 0, "no network at all");
        takes(1500, 750);
        takes(1500, 6000);
    }

    @Test
    void letsSmallListsComeAndGo() {
        takes(5, 90);
        takes(90, 1);
        takes(90, 400);
        refuses(90, 401, "it has grown");
    }

    @Test
    void takesAnyListTheFirstTime() {
        assertThatCode(() -> rules.check(many(5000), OptionalInt.empty(), false))
                .doesNotThrowAnyException();
    }

    private void takes(int before, int now) {
        assertThatCode(() -> rules.check(many(now), OptionalInt.of(before), false))
                .doesNotThrowAnyException();
    }

    private void refuses(int before, int now, String why) {
        assertThatThrownBy(() -> rules.check(many(now), OptionalInt.of(before), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    private static Parsed many(int count) {
        List<String> networks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            networks.add("198." + (i >> 8) + "." + (i & 255) + ".0/24");
        }
        return parsed(networks.toArray(String[]::new));
    }

    private static Parsed parsed(String... networks) {
        List<Cidr> read = new ArrayList<>();
        for (String network : networks) {
            read.add(Cidr.parse(network).orElseThrow());
        }
        return new Parsed(read, List.of());
    }
}
