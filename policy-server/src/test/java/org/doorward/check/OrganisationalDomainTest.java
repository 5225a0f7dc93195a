package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrganisationalDomainTest {

    private static final OrganisationalDomain BUNDLED = OrganisationalDomain.bundled();

    /** The test vectors of publicsuffix.org, but that internationalised names are answered in ASCII. */
    @ParameterizedTest(name = "{0} belongs to {1}")
    @CsvSource({
        "COM, ",
        "example.COM, example.com",
        "WwW.example.COM, example.com",
        ".com, ",
        ".example, ",
        ".example.com, ",
        ".example.example, ",
        "example, ",
        "example.example, example.example",
        "b.example.example, example.example",
        "a.b.example.example, example.example",
        "biz, ",
        "domain.biz, domain.biz",
        "b.domain.biz, domain.biz",
        "a.b.domain.biz, domain.biz",
        "com, ",
        "b.example.com, example.com",
        "a.b.example.com, example.com",
        "uk.com, ",
        "example.uk.com, example.uk.com",
        "b.example.uk.com, example.uk.com",
        "a.b.example.uk.com, example.uk.com",
        "test.ac, test.ac",
        "mm, ",
        "c.mm, ",
        "b.c.mm, b.c.mm",
        "a.b.c.mm, b.c.mm",
        "jp, ",
        "test.jp, test.jp",
        "www.test.jp, test.jp",
        "ac.jp, ",
        "test.ac.jp, test.ac.jp",
        "www.test.ac.jp, test.ac.jp",
        "kyoto.jp, ",
        "test.kyoto.jp, test.kyoto.jp",
        "ide.kyoto.jp, ",
        "b.ide.kyoto.jp, b.ide.kyoto.jp",
        "a.b.ide.kyoto.jp, b.ide.kyoto.jp",
        "c.kobe.jp, ",
        "b.c.kobe.jp, b.c.kobe.jp",
        "a.b.c.kobe.jp, b.c.kobe.jp",
        "city.kobe.jp, city.kobe.jp",
        "www.city.kobe.jp, city.kobe.jp",
        "city.kawasaki.jp, city.kawasaki.jp",
        "www.city.kawasaki.jp, city.kawasaki.jp",
        "a.b.kawasaki.jp, a.b.kawasaki.jp",
        "ck, ",
        "test.ck, ",
        "b.test.ck, b.test.ck",
        "a.b.test.ck, b.test.ck",
        "www.ck, www.ck",
        "www.www.ck, www.ck",
        "us, ",
        "test.us, test.us",
        "www.test.us, test.us",
        "ak.us, ",
        "test.ak.us, test.ak.us",
        "www.test.ak.us, test.ak.us",
        "k12.ak.us, ",
        "test.k12.ak.us, test.k12.ak.us",
        "www.test.k12.ak.us, test.k12.ak.us",
        "食狮.com.cn, xn--85x722f.com.cn",
        "www.食狮.公司.cn, xn--85x722f.xn--55qx5d.cn",
        "shishi.公司.cn, shishi.xn--55qx5d.cn",
        "公司.cn, ",
        "食狮.中国, xn--85x722f.xn--fiqs8s",
        "xn--85x722f.com.cn, xn--85x722f.com.cn",
        "www.xn--85x722f.xn--55qx5d.cn, xn--85x722f.xn--55qx5d.cn",
        "xn--55qx5d.cn, ",
        "xn--fiqs8s, ",
    })
    void passesTheVectorsOfTheList(String host, String expected) {
        assertThat(BUNDLED.of(host)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest(name = "{0} belongs to {1}")
    @CsvSource({
        "mail-ej1-f41.google.com, google.com",
        "mail-eopbgr80042.outbound.protection.outlook.com, outlook.com",
        "mta-1.example.co.uk, example.co.uk",
        "alice.github.io, alice.github.io",
        "www.alice.github.io, alice.github.io",
        "mail.example.org., example.org",
    })
    void findsWhatAPoolOfSendersShares(String host, String expected) {
        assertThat(BUNDLED.of(host)).hasValue(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "'.'",
        "localhost",
        "198.51.100.7",
        "2001:db8::7",
        "a..example.org",
        "example.org..",
        "'\u00df..\u00df'"
    })
    void findsNothingInWhatIsNoHostOfADomain(String text) {
        assertThat(BUNDLED.of(text)).isEmpty();
    }

    @Test
    void findsNothingInANameThatIsTooLong() {
        assertThat(BUNDLED.of("a.".repeat(200) + "example.org")).isEmpty();
    }

    @Test
    void readsRulesWildcardsAndExceptionsUpToTheFirstBlank() throws IOException {
        OrganisationalDomain domains = OrganisationalDomain.read(
                new BufferedReader(
                        new StringReader(
                                "// a comment\n\ntop and more words\n*.wild\t// note\n!exempt.wild\n// ===BEGIN PRIVATE DOMAINS===\nhoster.top\n")));

        assertThat(domains.of("a.b.top")).hasValue("b.top");
        assertThat(domains.of("top")).isEmpty();
        assertThat(domains.of("x.alice.hoster.top")).hasValue("alice.hoster.top");
        assertThat(domains.of("x.a.b.wild")).hasValue("a.b.wild");
        assertThat(domains.of("x.exempt.wild")).hasValue("exempt.wild");
    }

    @Test
    void readsInternationalisedRulesInEitherForm() throws IOException {
        OrganisationalDomain domains = OrganisationalDomain.read(
                new BufferedReader(new StringReader("cn\n\u516c\u53f8.cn\nxn--85x722f.cn\nTOP\n")));

        assertThat(domains.of("a.b.xn--55qx5d.cn")).hasValue("b.xn--55qx5d.cn");
        assertThat(domains.of("a.b.\u98df\u72ee.cn")).hasValue("b.xn--85x722f.cn");
        assertThat(domains.of("a.xn--nothing-at-all-.cn")).hasValue("xn--nothing-at-all-.cn");
        assertThat(domains.of("a.b.top")).hasValue("b.top");
    }

    @Test
    void readsAnotherFile(@TempDir Path folder) throws IOException {
        Path list = Files.writeString(folder.resolve("list.dat"), "example.org\n");

        assertThat(OrganisationalDomain.load(list).of("mx.alice.example.org")).hasValue("alice.example.org");
    }

    @Test
    void refusesAFileWithoutRules(@TempDir Path folder) throws IOException {
        Path list = Files.writeString(folder.resolve("list.dat"), "// nothing here\n");

        assertThatThrownBy(() -> OrganisationalDomain.load(list))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no rule");
    }
}
