package org.doorward.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPatternTest {

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "anna@example.org, anna@example.org, true",
        "anna@example.org, ANNA@Example.ORG, true",
        "Anna@Example.ORG, anna@example.org, true",
        "anna@example.org, anna+shop@example.org, true",
        "anna@example.org, anna+a+b@example.org, true",
        "anna@example.org, anna@example.org., true",
        "anna@example.org, hanna@example.org, false",
        "anna@example.org, anna@sub.example.org, false",
        "anna@example.org, anna@example.com, false",
        "anna@example.org, anna.b@example.org, false",
        "anna+shop@example.org, anna+shop@example.org, true",
        "anna+shop@example.org, anna@example.org, false",
        "postmaster@, postmaster@example.org, true",
        "postmaster@, Postmaster@sub.example.net, true",
        "postmaster@, postmaster+x@example.org, true",
        "postmaster@, postmaster, true",
        "postmaster@, notpostmaster@example.org, false",
        "postmaster@, postmaster.x@example.org, false",
        "example.org, anna@example.org, true",
        "example.org, anna@sub.Example.org, true",
        "example.org, anna@a.b.example.org, true",
        "example.org, anna@notexample.org, false",
        "example.org, anna@example.org.net, false",
        "example.org, example.org, false",
        "/^list-.*@/, list-users@example.org, true",
        "/^list-.*@/, List-Users@example.org, true",
        "/^list-.*@/, xlist-users@example.org, false",
        "/team/, myteam@example.org, true",
    })
    void matches(String pattern, String address, boolean expected) {
        AddressPattern parsed = Read.address(pattern);

        assertThat(parsed.matches(address)).isEqualTo(expected);
        AddressIndex<String> index =
                new AddressIndex.Builder<String>().add(parsed, "found").build();
        assertThat(index.first(address, value -> true).isPresent())
                .as("by index")
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "postmaster@", "/.*/", "anna@example.org"})
    void neverMatchesTheNullSender(String pattern) {
        assertThat(Read.address(pattern).matches("")).isFalse();
        AddressIndex<String> index = new AddressIndex.Builder<String>()
                .add(Read.address(pattern), "found")
                .build();
        assertThat(index.first("", value -> true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "anna@example.org, anna@example.org, true",
        "anna@, anna+x@example.org, true",
        "example.org, anna@sub.example.org, true",
        "/^anna/, anna@example.org, true",
        "anna@example.org, anna@, false",
        "anna@, anna@, true",
        "anna@, berta@, false",
        "example.org, sub.example.org, true",
        "sub.example.org, example.org, false",
        "anna@, example.org, false",
        "/./, example.org, false",
        "anna@, /^anna@/, false",
    })
    void coversAnotherPatternWhenItMatchesAllThatThatOneMatches(String wider, String narrower, boolean covers) {
        assertThat(Read.address(wider).covers(Read.address(narrower))).isEqualTo(covers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "@example.org",
                "anna@.example.org",
                ".example.org",
                "example.org.",
                "a b@example.org",
                "anna@exa mple.org",
                "anna@example..org",
                "/",
                "//",
                "/a",
                "/[/",
                "/(unclosed/",
                "*@example.org@x y"
            })
    void refusesWhatIsNoPattern(String text) {
        Parsed<AddressPattern> parsed = AddressPattern.parse(text);

        assertThat(parsed).isInstanceOf(Parsed.Refused.class);
        Parsed.Refused<AddressPattern> refused = (Parsed.Refused<AddressPattern>) parsed;
        assertThat(refused.message()).isNotBlank();
        assertThat(refused.remedy()).isNotBlank();
    }

    @Test
    void offersTheMostExactPatternFirst() {
        AddressIndex<String> index = new AddressIndex.Builder<String>()
                .add(Read.address("/anna/"), "expression")
                .add(Read.address("org"), "top")
                .add(Read.address("example.org"), "domain")
                .add(Read.address("anna@"), "user")
                .add(Read.address("anna@example.org"), "address")
                .build();

        assertThat(index.first("anna+x@example.org", value -> true)).hasValue("address");
        assertThat(index.first("anna@example.org", value -> !value.equals("address")))
                .hasValue("user");
        assertThat(index.first("berta@example.org", value -> true)).hasValue("domain");
        assertThat(index.first("berta@example.org", value -> !value.equals("domain")))
                .hasValue("top");
        assertThat(index.first("hanna@example.net", value -> true)).hasValue("expression");
        assertThat(index.first("berta@example.net", value -> true)).isEmpty();
    }
}
