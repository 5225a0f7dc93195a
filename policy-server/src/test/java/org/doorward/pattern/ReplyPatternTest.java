package org.doorward.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyPatternTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.2, 127.0.0.2, true",
        "127.0.0.2, 127.0.0.3, false",
        "127.0.0.2, 127.0.1.2, false",
        "127.0.0.[4..7], 127.0.0.4, true",
        "127.0.0.[4..7], 127.0.0.7, true",
        "127.0.0.[4..7], 127.0.0.8, false",
        "127.0.0.[4-7], 127.0.0.5, true",
        "127.0.0.[2;4..7;10], 127.0.0.10, true",
        "127.0.0.[2;4..7;10], 127.0.0.3, false",
        "127.0.[0..255].[1..3], 127.0.15.2, true",
        "127.0.[0..255].[1..3], 127.0.15.0, false",
        "127.0.0.&4, 127.0.0.6, true",
        "127.0.0.&4, 127.0.0.10, false",
        "127.0.0.&6, 127.0.0.2, true",
        "127.0.0.&128, 127.0.0.255, true",
        "127.[0..255].[0..255].[0..255], 127.255.255.254, true",
        "127.0.0.2, ::7f00:2, false"
    })
    void aReplyIsOneOfThoseMeant(String pattern, String reply, boolean matches) {
        assertThat(read(pattern).matches(IpAddress.parse(reply).orElseThrow())).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0",
                "127.0.0.2.3",
                "128.0.0.2",
                "[127].0.0.2",
                "127.0.0.256",
                "127.0.0.[]",
                "127.0.0.[4..]",
                "127.0.0.[7..4]",
                "127.0.0.[1;;2]",
                "127.0.0.[1..300]",
                "127.0.0.&0",
                "127.0.0.&256",
                "127.0.0.*",
                "127.0.0.x",
                "127.0.0.-1",
                "127.0.0.[1..2",
                " 127.0.0.2",
                "127.0.0.2\n"
            })
    void whatIsNoReplyOfAListIsRefusedWithARemedy(String text) {
        assertThat(ReplyPattern.parse(text)).isInstanceOfSatisfying(Parsed.Refused.class, refused -> {
            assertThat(refused.message()).contains("is no reply of a list: ");
            assertThat(refused.remedy()).contains("127.0.0.2");
        });
    }

    @Test
    void randomSetsOfNumbersMatchThemselvesAndNothingElse() {
        long seed = 20261121;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var numbers = random.ints(1 + random.nextInt(12), 0, 256).boxed().collect(Collectors.toSet());
            String items = numbers.stream().map(String::valueOf).collect(Collectors.joining(";"));
            ReplyPattern pattern = read("127.0.0.[" + items + "]");
            int mask = 1 + random.nextInt(255);
            ReplyPattern bits = read("127.0.&" + mask + ".2");

            IntStream.range(0, 256).forEach(number -> {
                assertThat(pattern.matches(address("127.0.0." + number))).isEqualTo(numbers.contains(number));
                assertThat(bits.matches(address("127.0." + number + ".2"))).isEqualTo((number & mask) != 0);
            });
        }
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static ReplyPattern read(String text) {
        return ((Parsed.Value<ReplyPattern>) ReplyPattern.parse(text)).value();
    }
}
