package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.doorward.CapturedLog;
import org.doorward.check.rate.RateMemory;
import org.doorward.config.RateConfig;
import org.doorward.config.RateConfig.Action;
import org.doorward.config.RateConfig.By;
import org.doorward.config.RateConfig.Count;
import org.doorward.decision.Check;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RateCheckTest {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final RateConfig.Only ALL =
            new RateConfig.Only(Optional.empty(), List.of(), List.of(), Optional.empty());
    private static final Verdict PASS = new Verdict.Pass(Reason.NOTHING_AGAINST, "");
    private static final Verdict GREYLISTED = new Verdict.Defer(Reason.GREYLISTED, "", "come back");

    private final List<String> reached = new ArrayList<>();
    private final RateMemory memory =
            new RateMemory(() -> 0, new Random(1), limit -> reached.add(limit.name() + " " + limit.action()));

    @Test
    void guards_before_everything_else() {
        assertThat(check().name()).isEqualTo("rate");
        assertThat(check().phase()).isEqualTo(Check.Phase.GUARD);
    }

    @Test
    void without_limits_nothing_is_found_and_nothing_made() {
        RateCheck check = check();

        assertThat(check.examine(ask().get(), Evidence.NONE) == check.examine(ask().get(), Evidence.NONE))
                .isTrue();
    }

    @Test
    void as_many_recipients_go_through_as_the_limit_says_and_later_again() {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 3, Action.DEFER));

        assertThat(letThrough(check, recipients(4))).containsExactly(true, true, true, false);
        assertThat(pass(check, ask().at(NOON.plus(Duration.ofMinutes(60))).recipient("late@example.net")))
                .isFalse();
        assertThat(pass(check, ask().at(NOON.plus(Duration.ofMinutes(63))).recipient("later@example.net")))
                .isTrue();
    }

    @Test
    void the_verdict_names_the_limit_whose_share_it_was_and_how_much_was_used() {
        RateCheck check = check(limit(By.LOGIN, Count.RECIPIENTS, 1, Action.DEFER));
        pass(check, ask().login("Anna"));

        assertThat(find(
                        check,
                        ask().login("anna").recipient("other@example.net").get()))
                .isEqualTo(new Finding.Settled(new Verdict.Defer(
                        Reason.RATE_LIMIT, "limit test: login anna, 1 recipients in 1h", "Too many recipients")));
        assertThat(reached).containsExactly("test DEFER");
    }

    @Test
    void a_limit_may_reject() {
        RateCheck check = check(limit(By.SENDER_DOMAIN, Count.MESSAGES, 1, Action.REJECT));
        pass(check, ask());

        assertThat(find(check, ask().sender("b@Example.ORG").instance("2").get()))
                .isEqualTo(new Finding.Settled(new Verdict.Reject(
                        Reason.RATE_LIMIT,
                        "limit test: sender domain example.org, 1 messages in 1h",
                        "Too many recipients")));
    }

    @Test
    void a_limit_may_only_observe_and_counts_on() {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 2, Action.OBSERVE));

        assertThat(letThrough(check, recipients(5))).containsOnly(true);
        assertThat(reached).hasSize(3).containsOnly("test OBSERVE");
    }

    @Test
    void what_another_check_refused_does_not_count() {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 2, Action.DEFER));

        for (Ask ask : recipients(10)) {
            assertThat(decide(check, ask.get(), GREYLISTED, false)).isTrue();
        }
        assertThat(letThrough(check, recipients(3))).containsExactly(true, true, false);
    }

    @Test
    void what_the_limit_itself_refused_does_not_count() {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 1, Action.DEFER));
        pass(check, ask());
        for (int minute = 1; minute < 60; minute++) {
            Instant then = NOON.plus(Duration.ofMinutes(minute));
            assertThat(pass(check, ask().at(then).recipient(minute + "@example.net")))
                    .isFalse();
        }

        assertThat(pass(check, ask().at(NOON.plus(Duration.ofMinutes(63))).recipient("b@example.net")))
                .isTrue();
    }

    @Test
    void what_one_limit_refused_does_not_count_for_another() {
        RateCheck check = check(
                limit("wide", By.CLIENT, Count.RECIPIENTS, 3, Action.DEFER, ALL),
                limit("narrow", By.RECIPIENT, Count.RECIPIENTS, 1, Action.DEFER, ALL));
        pass(check, ask());
        for (int again = 0; again < 5; again++) {
            assertThat(pass(check, ask().instance("again" + again))).isFalse();
        }

        assertThat(letThrough(check, recipients(3))).containsExactly(true, true, false);
    }

    @Test
    void what_is_only_observed_was_let_through_and_counts() {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 2, Action.DEFER));

        for (Ask ask : recipients(5)) {
            decide(check, ask.get(), GREYLISTED, true);
        }

        assertThat(pass(check, ask().recipient("b@example.net"))).isFalse();
        assertThat(reached).hasSize(4);
        assertThat(detail(check, ask().recipient("c@example.net"))).contains("client 198.51.100.7/32, 5 recipients");
    }

    @Test
    void a_decision_that_fails_keeps_its_place_and_nothing_else() {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 1, Action.DEFER));

        find(check, ask().get());

        assertThat(pass(check, ask().recipient("b@example.net"))).isFalse();
    }

    @Test
    void what_is_only_foreseen_takes_no_place() {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 1, Action.DEFER));

        var unused = check.foresee(ask().get(), Evidence.NONE);

        assertThat(pass(check, ask())).isTrue();
        assertThat(pass(check, ask().recipient("b@example.net"))).isFalse();
    }

    @Test
    void an_inquiry_that_is_equal_to_another_is_not_taken_for_it() {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 2, Action.DEFER));
        Inquiry one = ask().instance("").get();
        Inquiry equal = ask().instance("").get();
        find(check, one);
        find(check, equal);

        check.decided(new Decision(one, Evidence.NONE, GREYLISTED, false, Duration.ZERO));

        assertThat(pass(check, ask().instance(""))).isTrue();
        assertThat(pass(check, ask().instance(""))).isFalse();
    }

    @Test
    void a_message_counts_once_whatever_its_recipients() {
        RateCheck check = check(limit(By.SENDER, Count.MESSAGES, 2, Action.DEFER));

        assertThat(letThrough(check, recipients(10))).containsOnly(true);
        assertThat(pass(check, ask().instance("2"))).isTrue();
        assertThat(pass(check, ask().instance("3"))).isFalse();
        assertThat(pass(check, ask().instance("2").recipient("more@example.net")))
                .isTrue();
    }

    @Test
    void a_message_whose_first_recipient_is_refused_counts_with_the_next() {
        RateCheck check = check(limit(By.SENDER, Count.MESSAGES, 1, Action.DEFER));

        decide(check, ask().get(), GREYLISTED, false);
        assertThat(pass(check, ask().recipient("b@example.net"))).isTrue();
        decide(check, ask().recipient("c@example.net").get(), GREYLISTED, false);

        assertThat(pass(check, ask().instance("2"))).isFalse();
    }

    @Test
    void a_message_that_no_instance_tells_counts_with_each_recipient() {
        RateCheck check = check(limit(By.SENDER, Count.MESSAGES, 1, Action.DEFER));
        pass(check, ask().instance(""));

        assertThat(pass(check, ask().instance(""))).isFalse();
    }

    @Test
    void a_recipient_that_is_asked_about_again_counts_once() {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 2, Action.DEFER));

        assertThat(pass(check, ask())).isTrue();
        assertThat(pass(check, ask())).isTrue();
        assertThat(pass(check, ask().instance("2"))).isTrue();
        assertThat(pass(check, ask().instance("3"))).isFalse();
    }

    @Test
    void the_same_recipient_in_two_contexts_counts_for_the_limit_of_each() {
        RateCheck check = check(
                limit("mx", By.CLIENT, Count.RECIPIENTS, 1, Action.OBSERVE, inContext("mx")),
                limit("out", By.CLIENT, Count.RECIPIENTS, 1, Action.DEFER, inContext("out")));

        assertThat(pass(check, ask().context("mx"))).isTrue();
        assertThat(pass(check, ask().context("out"))).isTrue();
        assertThat(pass(check, ask().context("out").recipient("b@example.net"))).isFalse();
        assertThat(pass(check, ask().context("").recipient("b@example.net"))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolState.class, mode = EnumSource.Mode.EXCLUDE, names = "RCPT")
    void recipients_and_messages_count_at_rcpt_only(ProtocolState state) {
        RateCheck check = check(
                limit("recipients", By.CLIENT, Count.RECIPIENTS, 1, Action.DEFER, ALL),
                limit("messages", By.CLIENT, Count.MESSAGES, 1, Action.DEFER, ALL));
        pass(check, ask());

        assertThat(pass(check, ask().state(state).instance("2"))).isTrue();
        assertThat(pass(check, ask().instance("2"))).isFalse();
    }

    @Test
    void a_connection_counts_once_and_is_told_by_its_port() {
        RateCheck check = check(limit(By.CLIENT, Count.CONNECTIONS, 2, Action.DEFER));

        assertThat(pass(check, ask().port(4711).state(ProtocolState.CONNECT))).isTrue();
        assertThat(pass(check, ask().port(4711).instance("2"))).isTrue();
        assertThat(pass(check, ask().port(4712))).isTrue();
        assertThat(pass(check, ask().port(4713))).isFalse();
        assertThat(pass(check, ask().port(4713).state(ProtocolState.DATA))).isTrue();
        assertThat(pass(check, ask().port(4711).instance("3"))).isTrue();
        assertThat(pass(check, ask().port(0))).as("no port, not counted").isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "CLIENT, 198.51.100.7, 198.51.100.8, true",
        "CLIENT, 2001:db8::1, 2001:db8::2, false",
        "CLIENT, 2001:db8::1, 2001:db8:0:1::1, true",
        "CLIENT, unknown, unknown, true",
        "SENDER, a@example.org, A@EXAMPLE.org, false",
        "SENDER, a@example.org, b@example.org, true",
        "SENDER, '', '', true",
        "SENDER_DOMAIN, a@example.org, b@Example.org, false",
        "SENDER_DOMAIN, a@example.org, a@sub.example.org, true",
        "SENDER_DOMAIN, nobody, nobody, true",
        "LOGIN, anna, ANNA, false",
        "LOGIN, anna, berta, true",
        "LOGIN, '', '', true",
        "RECIPIENT, a@example.net, A@example.net, false",
        "RECIPIENT, a@example.net, b@example.net, true",
    })
    void each_has_a_share_of_its_own(By by, String first, String second, boolean free) {
        RateCheck check = check(limit(by, Count.RECIPIENTS, 1, Action.DEFER));

        assertThat(pass(check, as(by, first).instance("1"))).isTrue();
        assertThat(pass(check, as(by, second).instance("2"))).isEqualTo(free);
    }

    @Test
    void a_limit_may_concern_only_some() {
        RateConfig.Only inside = new RateConfig.Only(
                Optional.empty(), List.of(cidr("198.51.100.0/24")), List.of(cidr("198.51.100.9")), Optional.empty());
        RateCheck check = check(limit("inside", By.CLIENT, Count.RECIPIENTS, 1, Action.DEFER, inside));

        for (String address : List.of("203.0.113.1", "198.51.100.9", "unknown")) {
            assertThat(pass(check, ask().address(address).instance("1"))).isTrue();
            assertThat(pass(check, ask().address(address).instance("2"))).isTrue();
        }
        assertThat(pass(check, ask().instance("1"))).isTrue();
        assertThat(pass(check, ask().instance("2"))).isFalse();
    }

    @Test
    void a_limit_may_concern_only_those_who_did_not_log_in() {
        RateConfig.Only strangers = new RateConfig.Only(Optional.empty(), List.of(), List.of(), Optional.of(false));
        RateCheck check = check(limit("strangers", By.CLIENT, Count.RECIPIENTS, 1, Action.DEFER, strangers));
        pass(check, ask());

        assertThat(pass(check, ask().instance("2").login("anna"))).isTrue();
        assertThat(pass(check, ask().instance("2"))).isFalse();
    }

    @Test
    void a_text_of_any_length_is_a_key_that_takes_little_memory() {
        RateCheck check = check(limit(By.SENDER, Count.RECIPIENTS, 1, Action.DEFER));
        String longName = "a".repeat(2000);
        pass(check, ask().sender(longName));

        assertThat(detail(check, ask().sender(longName + "b").instance("2"))).hasSizeLessThan(320);
    }

    @Test
    void the_log_has_one_line_for_each_key_and_window() {
        RateCheck check = check(limit(By.LOGIN, Count.RECIPIENTS, 1, Action.DEFER));

        List<String> lines = logged(() -> {
            for (String user : List.of("anna", "be\nrta")) {
                for (int number = 0; number < 50; number++) {
                    pass(check, ask().login(user).recipient(number + "@example.net"));
                }
            }
        });

        assertThat(lines)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("rate limit test is reached: login anna, 1 recipients in 1h; what is more is"
                                        + " deferred"),
                        line -> assertThat(line).contains("login be\\x0arta, 1 recipients in 1h"));
        assertThat(logged(() -> pass(
                        check,
                        ask().at(NOON.plus(Duration.ofMinutes(59)))
                                .login("anna")
                                .recipient("x@example.net"))))
                .isEmpty();
    }

    @Test
    void a_reload_forgets_only_the_limits_that_it_changes() {
        RateConfig.Limit stays = limit("stays", By.CLIENT, Count.RECIPIENTS, 1, Action.DEFER, ALL);
        pass(check(stays), ask());

        assertThat(pass(check(limit(By.LOGIN, Count.RECIPIENTS, 9, Action.DEFER), stays), ask().instance("2")))
                .isFalse();
        RateConfig.Limit changed = limit("stays", By.CLIENT, Count.RECIPIENTS, 2, Action.DEFER, ALL);
        assertThat(pass(check(changed), ask().instance("2"))).isTrue();
    }

    @Test
    void the_number_of_keys_is_bounded() {
        RateConfig.Limit limit = limit(By.SENDER, Count.RECIPIENTS, 1, Action.DEFER);
        RateCheck check = new RateCheck(memory.limiters(new RateConfig(List.of(limit), 100, 32, 64)));
        for (int number = 0; number < 10_000; number++) {
            assertThat(pass(check, ask().sender(number + "@example.org"))).isTrue();
        }

        int forgotten = 0;
        for (int number = 0; number < 10_000; number++) {
            forgotten += pass(check, ask().sender(number + "@example.org").instance("2")) ? 1 : 0;
        }
        assertThat(forgotten).isGreaterThan(9_800);
    }

    @Test
    void inquiries_at_the_same_moment_do_not_slip_through_together() throws Exception {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 1_000, Action.DEFER));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<Integer>> passed = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            String instance = "thread" + thread;
            passed.add(threads.submit(() -> {
                begin.await();
                int count = 0;
                for (int number = 0; number < 1_000; number++) {
                    Verdict verdict = number % 3 == 0 ? GREYLISTED : PASS;
                    boolean free = decide(
                            check,
                            ask().instance(instance)
                                    .recipient(number + "@x.example")
                                    .get(),
                            verdict,
                            false);
                    count += free && verdict == PASS ? 1 : 0;
                }
                return count;
            }));
        }
        begin.countDown();
        int all = 0;
        for (Future<Integer> each : passed) {
            all += each.get();
        }
        threads.shutdown();

        assertThat(all).isLessThanOrEqualTo(1_000).isGreaterThan(900);
        assertThat(detail(check, ask().recipient("last@x.example")))
                .satisfies(text -> assertThat(text.isEmpty() || text.contains(" 1000 recipients"))
                        .isTrue());
    }

    @Test
    void what_is_foreseen_is_what_then_happens_and_takes_no_place() {
        RateCheck check = check(limit(By.CLIENT, Count.RECIPIENTS, 3, Action.DEFER));

        for (Ask ask : recipients(5)) {
            for (int times = 0; times < 10; times++) {
                foresee(check, ask);
            }
            Finding foreseen = foresee(check, ask);
            List<String> alarms = List.copyOf(reached);
            assertThat(foreseen).isEqualTo(foresee(check, ask));
            assertThat(reached).isEqualTo(alarms);
            Inquiry inquiry = ask.get();
            Finding found =
                    check.examine(inquiry, Evidence.NONE).toCompletableFuture().join();
            assertThat(foreseen).isEqualTo(found);
            Verdict verdict = found instanceof Finding.Settled settled ? settled.verdict() : PASS;
            check.decided(new Decision(inquiry, Evidence.NONE, verdict, false, Duration.ZERO));
        }
        assertThat(letThrough(check, recipients(4))).containsExactly(true, true, true, false);
    }

    private static Finding foresee(RateCheck check, Ask ask) {
        return check.foresee(ask.get(), Evidence.NONE).toCompletableFuture().join();
    }

    private RateCheck check(RateConfig.Limit... limits) {
        return new RateCheck(memory.limiters(new RateConfig(List.of(limits), 1_000, 32, 64)));
    }

    private static RateConfig.Limit limit(By by, Count count, int most, Action action) {
        return limit("test", by, count, most, action, ALL);
    }

    private static RateConfig.Limit limit(
            String name, By by, Count count, int most, Action action, RateConfig.Only only) {
        return new RateConfig.Limit(name, by, count, most, Duration.ofHours(1), action, only, "Too many recipients");
    }

    private static RateConfig.Only inContext(String context) {
        return new RateConfig.Only(Optional.of(context), List.of(), List.of(), Optional.empty());
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    private static List<Ask> recipients(int count) {
        List<Ask> asks = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            asks.add(ask().recipient("r" + number + "@example.net"));
        }
        return asks;
    }

    private static List<Boolean> letThrough(RateCheck check, List<Ask> asks) {
        return asks.stream().map(ask -> pass(check, ask)).toList();
    }

    /** Asks, and decides as the check says, else to pass. Whether it passed. */
    private static boolean pass(RateCheck check, Ask ask) {
        return decide(check, ask.get(), PASS, false);
    }

    /** Asks, and decides as the check says, else with this verdict. Whether the check had nothing against it. */
    private static boolean decide(RateCheck check, Inquiry inquiry, Verdict otherwise, boolean observed) {
        Finding found = find(check, inquiry);
        Verdict verdict = found instanceof Finding.Settled settled ? settled.verdict() : otherwise;
        check.decided(new Decision(inquiry, Evidence.NONE, verdict, observed, Duration.ZERO));
        return found.equals(Finding.NOTHING);
    }

    private static String detail(RateCheck check, Ask ask) {
        return find(check, ask.get()) instanceof Finding.Settled settled
                ? settled.verdict().detail()
                : "";
    }

    private static Finding find(RateCheck check, Inquiry inquiry) {
        var found = check.examine(inquiry, Evidence.NONE).toCompletableFuture();
        assertThat(found).as("answered from memory").isDone();
        return found.join();
    }

    private static List<String> logged(Runnable work) {
        try (CapturedLog log = CapturedLog.of("org.doorward.check.rate")) {
            work.run();
            return log.messages();
        }
    }

    private static Ask as(By by, String who) {
        return switch (by) {
            case CLIENT -> ask().address(who);
            case SENDER, SENDER_DOMAIN -> ask().sender(who);
            case LOGIN -> ask().login(who);
            case RECIPIENT -> ask().recipient(who);
        };
    }

    private static Ask ask() {
        return new Ask(
                NOON, ProtocolState.RCPT, "198.51.100.7", 0, "a@example.org", "first@example.net", "first", "", "");
    }

    /** An inquiry, built by naming what differs from the usual. */
    private record Ask(
            Instant now,
            ProtocolState state,
            String address,
            int port,
            String sender,
            String recipient,
            String instance,
            String login,
            String context) {

        Ask at(Instant other) {
            return new Ask(other, state, address, port, sender, recipient, instance, login, context);
        }

        Ask state(ProtocolState other) {
            return new Ask(now, other, address, port, sender, recipient, instance, login, context);
        }

        Ask address(String other) {
            return new Ask(now, state, other, port, sender, recipient, instance, login, context);
        }

        Ask port(int other) {
            return new Ask(now, state, address, other, sender, recipient, instance, login, context);
        }

        Ask sender(String other) {
            return new Ask(now, state, address, port, other, recipient, instance, login, context);
        }

        Ask recipient(String other) {
            return new Ask(now, state, address, port, sender, other, instance, login, context);
        }

        Ask instance(String other) {
            return new Ask(now, state, address, port, sender, recipient, other, login, context);
        }

        Ask login(String other) {
            return new Ask(now, state, address, port, sender, recipient, instance, other, context);
        }

        Ask context(String other) {
            return new Ask(now, state, address, port, sender, recipient, instance, login, other);
        }

        Inquiry get() {
            return new Inquiry(
                    now,
                    state,
                    new Inquiry.Client(IpAddress.parse(address), "", "", "mail.example.org", port),
                    new Inquiry.Envelope(sender, recipient, 0, "", instance, 0),
                    login,
                    context);
        }
    }
}
