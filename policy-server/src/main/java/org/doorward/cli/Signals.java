package org.doorward.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unix signals. The JDK has them only in {@code sun.misc} (module jdk.unsupported, supported for want of anything else), which javac
 * warns about wherever it is named; hence by reflection.
 */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Runs something whenever a signal comes, instead of what the JVM would do.
     *
     * @param name the signal's name without {@code SIG}
     * @param action short, for it runs on the JVM's own thread for signals
     */
    static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object forward = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, given) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), forward);
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIG{} does what the JVM does by default: {}", name, String.valueOf(e.getCause()));
        }
    }
}
