package org.doorward.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.Random;
import org.doorward.PolicyClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Throws bytes at the decoder: it may find them malformed, and nothing else. */
class DecoderFuzzTest {

    private static final byte[] VALID =
            Decoding.bytes(PolicyClient.text(PolicyClient.request("198.51.100.7", "a b=c@x", "user@test.invalid")));
    private static final byte[] TELLING = Decoding.bytes("\n\n\n\n==\r\0 \u00e9request=smtpd_access_policy\n\n");

    @Test
    void randomBytesAreARequestOrMalformed() {
        fuzz(20261121, 2_000);
    }

    @Test
    @Tag("long")
    void manyRandomBytesAreARequestOrMalformed() {
        long seed = System.nanoTime();
        System.out.println("DecoderFuzzTest seed " + seed);
        fuzz(seed, 300_000);
    }

    private static void fuzz(long seed, int rounds) {
        Random random = new Random(seed);
        int requests = 0;
        int mistakes = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] input = random.nextInt(3) == 0 ? noise(random) : mutated(random);
            EmbeddedChannel channel = Decoding.postfix();
            try {
                feed(channel, input, random);
            } catch (MalformedRequestException expected) {
                mistakes++;
            } catch (RuntimeException | AssertionError fault) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + Arrays.toString(input), fault);
            }
            requests += channel.inboundMessages().size();
            channel.finishAndReleaseAll();
        }
        assertThat(requests).as("requests, seed %d", seed).isPositive();
        assertThat(mistakes).as("mistakes, seed %d", seed).isPositive();
    }

    private static void feed(EmbeddedChannel channel, byte[] input, Random random) {
        int longest = random.nextInt(20) == 0 ? 10 : 1000;
        for (int at = 0; at < input.length; ) {
            int length = Math.min(input.length - at, 1 + random.nextInt(longest));
            ByteBuf piece = Unpooled.wrappedBuffer(input, at, length);
            at += length;
            channel.writeInbound(piece);
        }
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        for (int at = 0; at < noise.length; at++) {
            if (random.nextInt(4) == 0) {
                noise[at] = TELLING[random.nextInt(TELLING.length)];
            }
        }
        return noise;
    }

    private static byte[] mutated(Random random) {
        byte[] mutated = Arrays.copyOf(VALID, VALID.length * (1 + random.nextInt(3)));
        for (int at = VALID.length; at < mutated.length; at++) {
            mutated[at] = VALID[at % VALID.length];
        }
        for (int change = random.nextInt(4); change > 0; change--) {
            mutated[random.nextInt(mutated.length)] =
                    random.nextBoolean() ? (byte) random.nextInt(256) : TELLING[random.nextInt(TELLING.length)];
        }
        return mutated;
    }
}
