package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.firewall.real.Netns;

/**
 * What the ban sets of the kernel hold, as a test sees it by {@code nft} of its own.
 *
 * @param net holds the host
 * @param role the host's
 */
record KernelLook(Netns net, String role) {

    private static final Pattern SET = Pattern.compile("\tset b[46]_[0-9]+ \\{\n(.*?)\n\t}", Pattern.DOTALL);
    private static final Pattern ELEMENTS = Pattern.compile("elements = \\{(.*?)}", Pattern.DOTALL);
    private static final String FOR_EVER = " for ever";

    /** Between two looks of a watch, each of which starts a process: the machine has more to do. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** All that nft lists. */
    String ruleset() {
        return net.must(role, "nft", "list", "ruleset");
    }

    /** The addresses that are banned. One without a time-out is another than the same with one. */
    Set<String> bans() {
        Set<String> found = new TreeSet<>();
        Matcher set = SET.matcher(ruleset());
        while (set.find()) {
            Matcher elements = ELEMENTS.matcher(set.group(1));
            if (elements.find()) {
                for (String element : elements.group(1).split(",", -1)) {
                    String address = element.strip().split(" ", 2)[0];
                    found.add(element.contains(" timeout ") ? address : address + FOR_EVER);
                }
            }
        }
        return found;
    }

    /** Begins to look all the time. */
    Watch watch(Set<String> steady) {
        return new Watch(this, steady);
    }

    /** Looks all the time, and fails at its end if some of those that stand were ever missing, or one was there for ever. */
    static final class Watch implements AutoCloseable {

        private final KernelLook kernel;
        private final Set<String> steady;
        private final List<String> wrong = new CopyOnWriteArrayList<>();
        private final AtomicInteger looks = new AtomicInteger();
        private final Thread thread = new Thread(this::look, "kernel-watch");
        private volatile boolean stopping;

        private Watch(KernelLook kernel, Set<String> steady) {
            this.kernel = kernel;
            this.steady = Set.copyOf(steady);
            thread.start();
        }

        private void look() {
            while (!stopping) {
                try {
                    Set<String> there = kernel.bans();
                    looks.incrementAndGet();
                    if (!there.containsAll(steady) || there.stream().anyMatch(each -> each.endsWith(FOR_EVER))) {
                        wrong.add(there.toString());
                    }
                } catch (AssertionError e) {
                    wrong.add(String.valueOf(e.getMessage()));
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        /** How often it has looked. */
        int looks() {
            return looks.get();
        }

        @Override
        public void close() {
            stopping = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            assertThat(wrong).as("of %s looks", looks).isEmpty();
        }
    }
}
