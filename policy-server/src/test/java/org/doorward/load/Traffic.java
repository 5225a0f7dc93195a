package org.doorward.load;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** Who asks next. Safe for use by several threads, each with its own {@link Stream}. */
@FunctionalInterface
public interface Traffic {

    /** What one thread asks. */
    @FunctionalInterface
    interface Stream {
        /** The next request. */
        Question next();
    }

    /**
     * The stream of one thread.
     *
     * @param thread its number
     */
    Stream stream(int thread);

    /**
     * The same triplets again and again, in random order from a fixed seed.
     *
     * @param first the number of the first one
     * @param count how many
     * @param namedPercent how many of a hundred have a verified name
     */
    static Traffic known(long first, int count, int namedPercent) {
        Question[] questions = LongStream.range(first, first + count)
                .mapToObj(number -> Question.of(Persona.of(number, namedPercent)))
                .toArray(Question[]::new);
        return thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            return () -> questions[random.nextInt(questions.length)];
        };
    }

    /**
     * Each triplet once.
     *
     * @param first the number of the first one
     * @param namedPercent how many of a hundred have a verified name
     */
    static Traffic fresh(long first, int namedPercent) {
        AtomicLong next = new AtomicLong(first);
        return thread -> () -> Question.of(Persona.of(next.getAndIncrement(), namedPercent));
    }

    /**
     * Each triplet once, and each from an address that no other has: IPv6, a network each.
     *
     * @param first half the number of the first one
     * @param namedPercent how many of a hundred have a verified name
     */
    static Traffic strangers(long first, int namedPercent) {
        AtomicLong next = new AtomicLong(first);
        return thread -> () -> Question.of(Persona.of(2 * next.getAndIncrement() + 1, namedPercent));
    }

    /** One kind of traffic, with some of another among it. */
    static Traffic mixed(Traffic most, Traffic some, int somePercent) {
        return thread -> {
            SplittableRandom random = new SplittableRandom(~thread);
            Stream often = most.stream(thread);
            Stream rarely = some.stream(thread);
            return () -> random.nextInt(100) < somePercent ? rarely.next() : often.next();
        };
    }
}
