package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.doorward.cli.Orders.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OrdersTest {

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
