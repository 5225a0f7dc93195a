package org.doorward.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.firewall.NeverBanned;
import org.doorward.firewall.droplist.DropLists;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which networks of a drop list the configuration lets through. */
class DropListSourcesTest {

    private static final String LIST = """
            198.0.0.0/7
            198.0.0.0/8
            203.0.0.0/12
            198.51.100.0/24
            2000::/18
            2001::/19
            2001:db8::/32
            2001:db8:1::/48
            """;

    @TempDir
    private Path folder;

    private Path list;

    @BeforeEach
    void write() throws Exception {
        list = Files.writeString(folder.resolve("drop.txt"), LIST);
    }

    @Test
    void takesWhatTheUsualListsNeed() throws Exception {
        DropLists lists = lists("");

        assertThat(taken(lists)).containsExactly("198.0.0.0/8", "203.0.0.0/12", "2001::/19");
        assertThat(lists.statuses().get(0).remarks())
                .containsExactly("198.0.0.0/7 is wider than /8", "2000::/18 is wider than /19");
    }

    @Test
    void leavesOutWhatIsWiderThanTheConfigurationSays() throws Exception {
        DropLists lists = lists("drop_widest_v4 = 24\ndrop_widest_v6 = 48\n");

        assertThat(taken(lists)).containsExactly("198.51.100.0/24", "2001:db8:1::/48");
        assertThat(lists.statuses().get(0).remarks())
                .contains("203.0.0.0/12 is wider than /24", "2001:db8::/32 is wider than /48");
    }

    @Test
    void anotherWidthCountsAlsoForTheListThatWasKept() throws Exception {
        assertThat(taken(lists(""))).contains("203.0.0.0/12");

        assertThat(kept("drop_widest_v4 = 16\n")).containsExactly("198.51.100.0/24", "2001::/19");
    }

    private static List<String> taken(DropLists lists) throws Exception {
        lists.refresh();
        return networks(lists);
    }

    private List<String> kept(String settings) throws Exception {
        return networks(lists(settings));
    }

    private static List<String> networks(DropLists lists) {
        return lists.networks(NeverBanned.NOBODY).stream().map(Cidr::toString).toList();
    }

    private DropLists lists(String settings) throws Exception {
        Path file = Files.writeString(
                folder.resolve("doorward.toml"), "[firewall]\ndrop_lists = [\"" + list + "\"]\n" + settings);
        StateDirectory state = new StateDirectory(Map.of(), folder.resolve("lib"), folder);
        LoadResult.Loaded loaded =
                (LoadResult.Loaded) new ConfigLoader(file, Map.of(), Set.of("exempt", "access", "greylist"), state)
                        .load(Optional.empty(), List.of());
        WorkerPlaces places =
                new WorkerPlaces(folder.resolve("worker"), new InetSocketAddress(0), folder.resolve("token"));
        return DropListSources.of(loaded.config().firewall(), places, InstantSource.system(), System::nanoTime);
    }
}
