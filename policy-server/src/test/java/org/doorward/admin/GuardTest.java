package org.doorward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

    private static final String TOKEN = "0123456789abcdef";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:60080",
                "LOCALHOST",
                "127.0.0.1:60080",
                "127.8.9.1",
                "[::1]:60080",
                "[::1]"
            })
    void loopback_is_our_host(String host) {
        assertThat(status(guard("127.0.0.1"), "Host", host)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:60080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "198.51.100.7",
                "",
                "[::1",
                "localhost@evil.example",
                "0x7f.1",
                "127.1",
                "2130706433",
                "[2001:db8::7]",
                "localhost."
            })
    void any_other_host_is_refused(String host) {
        assertThat(status(guard("127.0.0.1"), "Host", host)).isEqualTo(403);
    }

    @Test
    void exactly_one_host_header_is_needed() {
        assertThat(status(guard("127.0.0.1"))).isEqualTo(400);
        assertThat(status(guard("127.0.0.1"), "Host", "localhost", "Host", "evil.example"))
                .isEqualTo(400);
    }

    @Test
    void the_configured_host_is_ours_too() {
        assertThat(status(guard("mx.Example.org"), "Host", "mx.example.org:60080"))
                .isZero();
        assertThat(status(guard("198.51.100.7"), "Host", "198.51.100.7")).isZero();
        assertThat(status(guard("198.51.100.7"), "Host", "198.51.100.8")).isEqualTo(403);
    }

    @Test
    void a_listener_on_all_addresses_takes_any_address_but_no_name() {
        assertThat(status(guard("0.0.0.0"), "Host", "198.51.100.7:60080")).isZero();
        assertThat(status(guard("::"), "Host", "[2001:db8::7]:60080")).isZero();
        assertThat(status(guard("0.0.0.0"), "Host", "evil.example")).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://evil.example", "null", "http://localhost:1", "https://localhost:60080.evil.example", ""})
    void requests_of_other_pages_are_refused(String origin) {
        assertThat(status(guard("127.0.0.1"), "Host", "localhost:60080", "Origin", origin))
                .isEqualTo(403);
    }

    @Test
    void requests_of_our_own_page_are_let_in() {
        assertThat(status(guard("127.0.0.1"), "Host", "localhost:60080", "Origin", "http://localhost:60080"))
                .isZero();
    }

    @Test
    void what_is_for_local_peers_needs_the_token_from_others() {
        assertThat(access(Router.Access.LOCAL, true)).isZero();
        assertThat(access(Router.Access.LOCAL, false)).isEqualTo(401);
        assertThat(access(Router.Access.LOCAL, false, "Authorization", "Bearer " + TOKEN))
                .isZero();
    }

    @Test
    void what_is_for_the_token_needs_it_from_all() {
        assertThat(access(Router.Access.TOKEN, true)).isEqualTo(401);
        assertThat(access(Router.Access.TOKEN, true, "Authorization", "Bearer")).isEqualTo(401);
        assertThat(access(Router.Access.TOKEN, true, "Authorization", "Bearer " + TOKEN + "0"))
                .isEqualTo(401);
        assertThat(access(Router.Access.TOKEN, true, "Authorization", TOKEN)).isEqualTo(401);
        assertThat(access(Router.Access.TOKEN, true, "Authorization", "Bearer " + TOKEN))
                .isZero();
    }

    private static Guard guard(String listenHost) {
        return new Guard(listenHost, new AdminToken(TOKEN));
    }

    /** The status of the refusal, 0 for none. */
    private static int status(Guard guard, String... headers) {
        return guard.refuseOrigin(headers(headers))
                .map(reply -> reply.status().code())
                .orElse(0);
    }

    private static int access(Router.Access access, boolean loopback, String... headers) {
        return guard("127.0.0.1")
                .refuseAccess(access, loopback, headers(headers))
                .map(reply -> reply.status().code())
                .orElse(0);
    }

    private static HttpHeaders headers(String... namesAndValues) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            headers.add(namesAndValues[at], namesAndValues[at + 1]);
        }
        return headers;
    }
}
