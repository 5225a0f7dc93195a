package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Judge;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.decision.Verdict;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/checks.md says that the shipped weights come to: each line is put to the judge. */
class WeightsDocumentTest {

    private static final String DOCUMENT = Documents.text("docs/checks.md");

    @TempDir
    java.nio.file.Path folder;

    @Test
    void every_line_of_the_table_comes_to_what_it_says() {
        DoorwardConfig config = defaults();
        Judge judge = new Judge(
                config.decision().rejectAt(),
                config.decision().rejectSources(),
                config.decision().rejectText());
        List<String> lines = Documents.tableAfter(DOCUMENT, "<!-- weights -->");

        assertThat(lines).hasSizeGreaterThan(10);
        for (String line : lines) {
            List<String> cells = Documents.cells(line);
            Evidence evidence = evidence(cells.get(0), config);

            assertThat(evidence.points()).as(line).isEqualTo(Double.parseDouble(cells.get(1)));
            assertThat(evidence.against().stream().map(Sign::source).distinct().count())
                    .as(line)
                    .isEqualTo(Long.parseLong(cells.get(2)));
            assertThat(judge.weigh(evidence).map(Verdict::kind))
                    .as(line)
                    .isEqualTo(cells.get(3).equals("rejected") ? Optional.of("reject") : Optional.empty());
        }
    }

    @Test
    void the_shipped_lists_are_in_the_table_with_their_points() {
        List<String> rows = Documents.tableAfter(DOCUMENT, "**The lists.**");
        List<String> shown = new ArrayList<>();
        String zone = "";
        for (String row : rows) {
            List<String> cells = Documents.cells(row);
            zone = cells.get(0).isEmpty() ? zone : cells.get(0);
            shown.add(zone + " " + cells.get(1) + " " + cells.get(2));
        }

        List<String> shipped = new ArrayList<>();
        for (DnsList list : defaults().dnsbl().lists()) {
            list.weights()
                    .forEach(
                            weight -> shipped.add("`" + list.zone() + "` `" + weight.reply() + "` " + weight.points()));
        }
        assertThat(shown).isEqualTo(shipped);
    }

    private static Evidence evidence(String words, DoorwardConfig config) {
        List<Evidence.Item> items = new ArrayList<>();
        for (String word : words.split(" \\+ ", -1)) {
            items.add(new Evidence.Item("check", new Finding.Points(List.of(sign(word, config))), false));
        }
        return Evidence.of(items);
    }

    private static Sign sign(String word, DoorwardConfig config) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "sbl" -> listed("zen.spamhaus.org", "127.0.0.2", config);
            case "xbl" -> listed("zen.spamhaus.org", "127.0.0.4", config);
            case "drop" -> listed("zen.spamhaus.org", "127.0.0.9", config);
            case "pbl" -> listed("zen.spamhaus.org", "127.0.0.10", config);
            case "spamcop" -> listed("bl.spamcop.net", "127.0.0.2", config);
            case "dnswl medium" -> listed("list.dnswl.org", "127.0.5.2", config);
            case "no reverse name" -> sign("reverse_name", config.reverseName().missingPoints());
            case "dynamic name" -> sign("reverse_name", config.reverseName().dynamicPoints());
            case "helo without a dot" -> sign("helo", config.helo().notFullPoints());
            case "helo with your name" -> sign("helo", config.helo().ownNamePoints());
            case "no such sender domain" -> sign("sender", config.sender().noMailPoints());
            case "null mx" -> sign("sender", config.sender().nullMxPoints());
            case "spf fail" -> sign("spf", config.spf().failPoints());
            default -> throw new AssertionError("the table says " + word);
        };
    }

    private static Sign listed(String zone, String reply, DoorwardConfig config) {
        DnsList list = config.dnsbl().lists().stream()
                .filter(each -> each.zone().equals(zone))
                .findFirst()
                .orElseThrow();
        double points = list.weights().stream()
                .filter(weight -> weight.reply().matches(IpAddress.parse(reply).orElseThrow()))
                .mapToDouble(weight -> weight.points())
                .sum();
        return sign("dnsbl:" + zone, points);
    }

    private static Sign sign(String source, double points) {
        return new Sign(Reason.DNSBL, source, points, "", "");
    }

    private DoorwardConfig defaults() {
        LoadResult result = new ConfigLoader(
                        folder.resolve("doorward.toml"),
                        Map.of(),
                        Set.of(),
                        new StateDirectory(Map.of(), folder, folder))
                .load(Optional.empty(), List.of());
        return ((LoadResult.Loaded) result).config();
    }
}
