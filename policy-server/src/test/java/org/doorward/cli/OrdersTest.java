package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.doorward.cli.Orders.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OrdersTest {

    private static final Duration PROMISED = Duration.ofSeconds(5);

    private final Orders orders = new Orders();

    @Test
    void orders_are_carried_out_one_after_the_other() throws InterruptedException {
        orders.give(Order.RELOAD);
        orders.give(Order.STOP);

        assertThat(orders.next()).isEqualTo(Order.RELOAD);
        assertThat(orders.next()).isEqualTo(Order.STOP);
    }

    @Test
    void an_order_that_waits_already_is_not_given_twice() throws InterruptedException {
        for (int signal = 0; signal < 100; signal++) {
            orders.give(Order.RELOAD);
        }
        orders.give(Order.STOP);

        assertThat(orders.next()).isEqualTo(Order.RELOAD);
        assertThat(orders.next()).isEqualTo(Order.STOP);
    }

    @Test
    void a_real_signal_arrives() throws InterruptedException {
        Signals.handle("USR2", () -> orders.give(Order.RELOAD));

        raise("USR2");

        assertThat(orders.next()).isEqualTo(Order.RELOAD);
    }

    @Test
    void the_whole_stop_fits_the_five_seconds_that_are_promised() {
        assertThat(ServeCommand.STOP_LIMIT).isLessThan(PROMISED);
        assertThat(Orders.SHUTDOWN).isLessThanOrEqualTo(PROMISED).isGreaterThan(ServeCommand.STOP_LIMIT);
    }

    private static void raise(String signal) throws InterruptedException {
        try {
            new ProcessBuilder(
                            "kill",
                            "-" + signal,
                            Long.toString(ProcessHandle.current().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("No kill here", e);
        }
    }
}
