package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.Documents;
import org.doorward.config.DnsblConfig;
import org.doorward.config.DnsblConfig.DnsList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsblListsTest {

    private static final String LIST = "[[dnsbl.list]]\nzone = \"bl.example.org\"\npoints = 1\n";

    @TempDir
    Path directory;

    private Configurations configurations;

    @BeforeEach
    void prepare() {
        configurations = new Configurations(directory);
    }

    @Test
    void ownListsStandBesideTheShippedOnesAndOneOfTheSameNameInItsPlace() {
        DnsblConfig config = configurations
                .file(LIST + "[[dnsbl.list]]\nzone = \"zen.spamhaus.org\"\npoints = 1\n")
                .loaded()
                .config()
                .dnsbl();

        assertThat(config.lists())
                .extracting(DnsList::name)
                .containsExactly("zen.spamhaus.org", "bl.spamcop.net", "list.dnswl.org", "bl.example.org");
        assertThat(config.lists().get(0).weights()).hasSize(1);
        assertThat(configurations
                        .loaded("dnsbl.defaults=false")
                        .config()
                        .dnsbl()
                        .lists())
                .extracting(DnsList::name)
                .containsExactly("bl.example.org", "zen.spamhaus.org");
    }

    @Test
    void aCustomersKeyIsNoPartOfAListsName() {
        DnsList list = configurations
                .file(
                        "[dnsbl]\ndefaults = false\n[[dnsbl.list]]\nzone = \"secret.combined.mail.abusix.zone\"\npoints = 1\n")
                .loaded()
                .config()
                .dnsbl()
                .lists()
                .get(0);

        assertThat(list.name()).isEqualTo("combined.mail.abusix.zone");
    }

    @ParameterizedTest
    @CsvSource({
        "dnsbl.sorbs.net, 2024-06-05",
        "spam.dnsbl.sorbs.net, 2024-06-05",
        "ix.dnsbl.manitu.net, 2025-01-16",
        "combined.njabl.org, 2013-03-01",
        "dnsbl.ahbl.org, 2015-01-01",
        "list.dsbl.org, 2008-05",
        "Relays.ORDB.org, 2006-12-18",
        "db.wpbl.info, 2025",
        "dnsbl.cyberlogic.net, 2025",
        "spamrbl.imp.ch, 2025"
    })
    void aDeadListIsRefusedWithTheDateAndTheReason(String zone, String since) {
        List<String> problems =
                configurations.file(LIST.replace("bl.example.org", zone)).problems();

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("DIR/doorward.toml:2:1: dnsbl.list[0].zone: is a dead list: ")
                        .contains("(" + since + "); take it out"));
    }

    @Test
    void everyDeadListHasADateAndAReasonAndIsWrittenInLowerCase() {
        assertThat(RetiredLists.all().values()).hasSizeGreaterThan(20).allSatisfy(retired -> {
            assertThat(retired.domain()).matches("[a-z0-9.-]+");
            assertThat(retired.since()).matches("20[0-2][0-9](-[01][0-9](-[0-3][0-9])?)?");
            assertThat(retired.reason()).isNotBlank();
        });
        assertThat(ShippedLists.all())
                .allSatisfy(list -> assertThat(RetiredLists.find(list.zone())).isEmpty());
        assertThat(RetiredLists.find("notsorbs.net")).isEmpty();
    }

    @Test
    void eachMistakeInAListIsNamedWithWhatHelps() {
        refused("[[dnsbl.list]]\npoints = 1\n", "dnsbl.list[0]: has no zone; write zone = ... below [[dnsbl.list]]");
        refused("[[dnsbl.list]]\nzone = \"bl.example\"\n", "dnsbl.list[0]: has no points; write points = ...");
        refused(LIST + "pionts = 2\n", "dnsbl.list[0].pionts: unknown key; did you mean points?");
        refused(LIST + "ask = []\n", "dnsbl.list[0].ask: is empty, and the list would never be asked");
        refused(LIST + "ask = [\"ipv4\", \"helo\"]\n", "dnsbl.list[0].ask: names addresses and names");
        refused(LIST + "ask = [\"ipv5\"]\n", "\"ipv5\" is not one of \"ipv4\", \"ipv6\", \"helo\"");
        refused(LIST + "page = \"https://example.org/?{ip}\"\n", "has the unknown placeholder \"{ip}\"");
        refused(LIST + "page = \"a b\"\n", "is no address of a page");
        refused(LIST + "errors = \"127.0.0\"\n", "is no reply of a list");
        refused(LIST + "probe_listed = \"a b\"\n", "is no address and no name");
        refused(LIST.replace("1", "{ \"10.0.0.1\" = 1 }"), "lists answer with addresses that begin with 127");
        refused(LIST.replace("1", "{}"), "is empty, and no reply would count");
        refused(LIST.replace("1", "1000"), "1000 is out of bounds");
        refused(LIST.replace("bl.example.org", "bl.example.org."), "is no zone");
        refused(LIST.replace("bl.example.org", "localhost"), "is no zone");
        refused(
                LIST.replace("1", "-1") + "ask = [\"helo\"]\n",
                "dnsbl.list[0].points: speaks for clients by a name that they choose themselves; ask such a list for addresses");
        refused(
                LIST.replace("1", "{ \"127.0.0.2\" = 4, \"127.0.0.3\" = -4 }") + "ask = [\"client\", \"sender\"]\n",
                "speaks for clients by a name");
        refused(LIST + LIST, "dnsbl.list[1]: is the same list as dnsbl.list[0]");
        refused("dnsbl.list = 3\n", "is no table; write [[dnsbl.list]]");
        refused("dnsbl.patience = \"6s\"\n", "\"6s\" is not below decision.deadline = \"5s\"");
        refused("dnsbl.park_most = \"10m\"\n", "\"20m\" is above dnsbl.park_most = \"10m\"");
        refused("dns.ttl_most = \"30s\"\n", "\"60s\" is above dns.ttl_most = \"30s\"");
        refused("dns.servers = [\"dns.example\"]\n", "\"dns.example\" is no address of a name server");
        refused("dns.servers = \"127.0.0.1:0\"\n", "\"127.0.0.1:0\" is no address of a name server");
        refused("dns.servers = \"[127.0.0.1\"\n", "is no address of a name server");
    }

    @Test
    void theDocumentShowsTheShippedListsAsTheyAre() {
        String document = Documents.text("docs/checks.md");
        for (DnsList list : ShippedLists.all()) {
            int from = document.indexOf("| `" + list.zone() + "` |");
            assertThat(from).as(list.zone()).isPositive();
            String rows = document.substring(from, document.indexOf("\n\n", from));
            for (DnsblConfig.Weight weight : list.weights()) {
                assertThat(rows).contains("| `" + weight.reply() + "` | " + weight.points() + " |");
            }
        }
    }

    @Test
    void theExamplesOfTheDocumentAreAccepted() {
        String document = Documents.text("docs/checks.md");
        String section = document.substring(document.indexOf("\n## dnsbl\n"), document.indexOf("\n## greylist\n"));
        Matcher examples = Pattern.compile("(?s)```toml\n(.*?)```").matcher(section);
        assertThat(examples.find()).isTrue();

        DnsblConfig config =
                configurations.file(examples.group(1)).loaded().config().dnsbl();

        assertThat(config.lists())
                .extracting(DnsList::name)
                .containsExactly("zen.dq.spamhaus.net", "dbl.dq.spamhaus.net", "list.dnswl.org");
    }

    private void refused(String toml, String problem) {
        assertThat(configurations.file(toml).problems())
                .as(toml)
                .anySatisfy(each -> assertThat(each).contains(problem));
    }
}
