package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, in the words in which the operator reads it. */
class ConfigProblemsTest {

    @TempDir
    Path directory;

    private Configurations configurations;

    @BeforeEach
    void begin() {
        configurations = new Configurations(directory);
    }

    private void refused(String toml, String... problems) {
        assertThat(configurations.file(toml).problems()).containsExactly(problems);
    }

    @Test
    void an_unknown_key_names_the_nearest_one() {
        refused("""
                [greylist]

                  dealy = "3m"
                """, "DIR/doorward.toml:3:3: greylist.dealy: unknown key; did you mean greylist.delay?");
    }

    @Test
    void a_key_in_the_wrong_section_names_the_right_one() {
        refused(
                """
                delay = "3m"
                [server]
                deadline = "3s"
                """,
                "DIR/doorward.toml:1:1: delay: unknown key; did you mean greylist.delay?",
                "DIR/doorward.toml:3:1: server.deadline: unknown key; did you mean decision.deadline?");
    }

    @Test
    void an_unknown_section_is_one_problem_however_many_keys_it_has() {
        refused(
                """
                [graylist]
                delay = "3m"
                text = "x"
                [cellar]
                zone = "x"
                """,
                "DIR/doorward.toml:1:1: graylist: unknown key; did you mean greylist?",
                "DIR/doorward.toml:4:1: cellar: unknown key; doorward check-config lists all keys");
    }

    @Test
    void a_section_is_no_value() {
        refused(
                "server = 5",
                "DIR/doorward.toml:1:1: server: found the number 5 instead of a section; write [server] and its keys on the"
                        + " lines below");
    }

    @Test
    void a_key_is_no_section() {
        refused(
                "[greylist.delay]\nseconds = 5",
                "DIR/doorward.toml:1:1: greylist.delay: found a table instead of a duration from 1s to 12h; write a number"
                        + " and its unit in quotes, such as \"90s\"; the units are ms, s, m, h, d");
    }

    @Test
    void each_value_has_its_type() {
        refused(
                """
                mode = 1
                listen = ["inet:127.0.0.1:1", 5]
                [server]
                exim = "yes"
                threads = "4"
                [decision]
                reject_at = "high"
                """,
                "DIR/doorward.toml:1:1: mode: found the number 1 instead of one of \"enforce\", \"observe\"; put it in"
                        + " quotes",
                "DIR/doorward.toml:2:31: listen[1]: found the number 5 instead of inet:HOST:PORT or unix:/PATH; put it in"
                        + " quotes",
                "DIR/doorward.toml:4:1: server.exim: found the text \"yes\" instead of true or false; write true or false,"
                        + " without quotes",
                "DIR/doorward.toml:5:1: server.threads: found the text \"4\" instead of a whole number from 0 to 256; write"
                        + " digits, without quotes",
                "DIR/doorward.toml:7:1: decision.reject_at: found the text \"high\" instead of a number from 0.5 to 1000.0;"
                        + " write digits, without quotes");
    }

    @Test
    void a_duration_has_a_unit() {
        String remedy = "; write a number and one of ms, s, m, h, d, such as \"90s\"";
        refused(
                """
                [greylist]
                delay = 180
                retry_window = "24"
                passed_age = "36 days"
                auto_allow_every = "1w"
                """,
                "DIR/doorward.toml:2:1: greylist.delay: found the number 180 instead of a duration from 1s to 12h; write a"
                        + " number and its unit in quotes, such as \"90s\"; the units are ms, s, m, h, d",
                "DIR/doorward.toml:3:1: greylist.retry_window: \"24\" has no unit" + remedy,
                "DIR/doorward.toml:4:1: greylist.passed_age: \"36 days\" is not a number with a unit" + remedy,
                "DIR/doorward.toml:5:1: greylist.auto_allow_every: \"1w\" has an unknown unit" + remedy);
    }

    @Test
    void a_size_has_a_unit() {
        refused(
                "server.line_limit = \"4KB\"\nstore.database_cache = \"512KiB\"",
                "DIR/doorward.toml:1:1: server.line_limit: \"4KB\" has an unknown unit; write a number and one of B, KiB,"
                        + " MiB, GiB, such as \"4KiB\"",
                "DIR/doorward.toml:2:1: store.database_cache: 512KiB is out of bounds; write 1MiB to 64GiB");
    }

    @Test
    void bounds_say_what_they_are() {
        refused(
                """
                [greylist]
                prefix_v4 = 33
                prefix_v6 = 8
                suspicious_at = nan
                [store]
                connections = 1
                """,
                "DIR/doorward.toml:2:1: greylist.prefix_v4: 33 is out of bounds; write 16 to 32",
                "DIR/doorward.toml:3:1: greylist.prefix_v6: 8 is out of bounds; write 32 to 128",
                "DIR/doorward.toml:4:1: greylist.suspicious_at: NaN is out of bounds; write 0.0 to 1000.0",
                "DIR/doorward.toml:6:1: store.connections: 1 is out of bounds; write 2 to 64");
    }

    @Test
    void an_idle_timeout_before_postfix_closes_is_refused_with_the_reason() {
        refused(
                "server.idle_timeout = \"300s\"",
                "DIR/doorward.toml:1:1: server.idle_timeout: 300s is out of bounds; write 330s to 24h: Postfix closes an"
                        + " idle connection after 300s; when we do so before, its next mail waits a second");
    }

    @Test
    void a_deadline_that_postfix_does_not_wait_for_is_refused_with_the_reason() {
        refused(
                "decision.deadline = \"10s\"",
                "DIR/doorward.toml:1:1: decision.deadline: 10s is out of bounds; write 100ms to 8s: main.cf has Postfix wait"
                        + " timeout=10s, and an answer that comes later is lost");
    }

    @Test
    void a_choice_names_the_nearest_word() {
        refused(
                "mode = \"obsrve\"\nlog.format = \"xml\"",
                "DIR/doorward.toml:1:1: mode: \"obsrve\" is not one of \"enforce\", \"observe\"; did you mean \"observe\"?",
                "DIR/doorward.toml:2:1: log.format: \"xml\" is not one of \"text\", \"json\"; write one of them");
    }

    @Test
    void a_network_with_host_bits_names_the_right_one() {
        refused(
                """
                exempt.networks = [
                  "198.51.100.7/24",
                  "example.org",
                  "2001:db8::/129",
                ]
                """,
                "DIR/doorward.toml:2:3: exempt.networks[0]: \"198.51.100.7/24\" is no network; there are host bits behind the"
                        + " prefix; the network is 198.51.100.0/24",
                "DIR/doorward.toml:3:3: exempt.networks[1]: \"example.org\" is no network; not an IPv4 or IPv6 address before"
                        + " the prefix length",
                "DIR/doorward.toml:4:3: exempt.networks[2]: \"2001:db8::/129\" is no network; the prefix length must be a"
                        + " number from 0 to 128");
    }

    @Test
    void a_key_that_is_written_twice_is_refused_with_both_places() {
        refused(
                "mode = \"observe\"\nmode = \"enforce\"",
                "DIR/doorward.toml:2:1: mode previously defined at line 1, column 1; keep one of them");
    }

    @Test
    void a_syntax_error_hides_neither_the_rest_of_its_file_nor_the_other_files() {
        configurations.confD("a.toml", "greylist.dealy = \"3m\"\n").file("[greylist]\ndelay = 5m\nheader = \"no\"\n");

        assertThat(configurations.problems())
                .containsExactly(
                        "DIR/conf.d/a.toml:1:1: greylist.dealy: unknown key; did you mean greylist.delay?",
                        "DIR/doorward.toml:2:10: unexpected 'm', expected a newline or end-of-input; texts, durations and"
                                + " sizes stand in quotes, one key a line, as in delay = \"3m\"",
                        "DIR/doorward.toml:3:1: greylist.header: found the text \"no\" instead of true or false; write true"
                                + " or false, without quotes");
    }

    @Test
    void keys_below_a_broken_section_line_are_not_called_unknown() {
        assertThat(configurations.file("[grey list]\ndelay = \"3m\"\n").problems())
                .hasSize(1);
    }

    @Test
    void keys_that_do_not_fit_together_are_refused_where_they_were_written() {
        String remedy = "; change one of them: ";
        refused(
                """
                [greylist]
                delay = "2h"
                retry_window = "1h"
                null_sender_window = "2h"
                [server]
                request_limit = "16KiB"
                line_limit = "32KiB"
                [store]
                queue_limit = 10
                """,
                "DIR/doorward.toml:2:1: greylist.delay: \"2h\" is not below greylist.null_sender_window = \"2h\""
                        + remedy + "no bounce could come back in time",
                "DIR/doorward.toml:2:1: greylist.delay: \"2h\" is not below greylist.retry_window = \"1h\"" + remedy
                        + "nobody could come back in time",
                "DIR/doorward.toml:7:1: server.line_limit: \"32KiB\" is above server.request_limit = \"16KiB\"" + remedy
                        + "a request holds its lines",
                "DIR/doorward.toml:9:1: store.batch_limit: 1000 is above store.queue_limit = 10" + remedy
                        + "a batch is taken from the queue");
    }

    @Test
    void observed_checks_exist() {
        refused(
                "decision.observe = [\"greylists\", \"sieve\"]",
                "DIR/doorward.toml:1:21: decision.observe[0]: there is no check \"greylists\"; did you mean \"greylist\"?",
                "DIR/doorward.toml:1:34: decision.observe[1]: there is no check \"sieve\"; the checks are access, exempt,"
                        + " greylist");
    }

    @Test
    void a_firewall_of_another_kind_has_what_it_needs() {
        refused(
                "[firewall]\nbackend = \"command\"",
                "DIR/doorward.toml:2:1: firewall.backend: is \"command\", and firewall.command names no program; write"
                        + " firewall.command = [\"/path/of/it\"], or take another backend");
        refused(
                "[firewall]\nbackend = \"ipset\"\ntable = \"a_name_of_twenty_six_letter\"",
                "DIR/doorward.toml:3:1: firewall.table: is too long for backend = \"ipset\", whose sets and chain are named"
                        + " by it; write a name of at most 25 characters");
    }

    @Test
    void somebody_must_be_able_to_ask() {
        refused(
                "listen = []",
                "DIR/doorward.toml:1:1: listen: is empty, and nobody could ask; write at least one address");
    }

    @Test
    void an_address_is_used_once() {
        refused(
                "listen = [\"unix:/s\", \"unix:/s\", \"inet:127.0.0.1:60080\"]",
                "DIR/doorward.toml:1:22: listen[1]: \"unix:/s\" is listen[0] already; take one of them out, or change it",
                "DIR/doorward.toml:1:33: listen[2]: \"inet:127.0.0.1:60080\" is admin.listen already; take one of them"
                        + " out, or change it");
    }

    @Test
    void an_admin_listener_that_clashes_is_refused_where_it_was_written() {
        configurations.confD("admin.toml", "\nadmin.listen = \"inet:127.0.0.1:60000\"");

        assertThat(configurations.problems())
                .containsExactly(
                        "DIR/conf.d/admin.toml:2:1: admin.listen: \"inet:127.0.0.1:60000\" is listen already; take"
                                + " one of them out, or change it");
    }

    @Test
    void a_group_that_the_socket_is_to_have_exists() {
        refused(
                "listen = \"unix:/s\"\nserver.socket_group = \"no-such-group-here\"",
                "DIR/doorward.toml:2:1: server.socket_group: there is no group \"no-such-group-here\"; create it, or name"
                        + " one that \"getent group\" lists");
    }

    @Test
    void without_a_unix_socket_its_group_is_not_looked_up() {
        configurations.file("server.socket_group = \"no-such-group-here\"");

        assertThat(configurations.result()).isInstanceOf(LoadResult.Loaded.class);
    }

    @Test
    void a_pass_is_known_for_as_long_as_its_first_attempt_may_be_kept() {
        String reason =
                "; change one of them: a pass that has expired would fall back to its first attempt while that is"
                        + " still kept, pass once more, and count once more for its network";
        refused(
                "greylist.passed_age = \"12h\"",
                "DIR/doorward.toml:1:1: greylist.null_sender_window: \"48h\" is above greylist.passed_age = \"12h\""
                        + reason,
                "DIR/doorward.toml:1:1: greylist.retry_window: \"24h\" is above greylist.passed_age = \"12h\""
                        + reason);
    }

    @Test
    void the_kernel_may_choose_several_ports() {
        configurations.file(
                "listen = [\"inet:127.0.0.1:0\", \"inet:127.0.0.1:0\"]\nadmin.listen = \"inet:127.0.0.1:0\"");

        assertThat(configurations.result()).isInstanceOf(LoadResult.Loaded.class);
    }

    @Test
    void a_list_file_that_is_not_there_is_named() {
        refused(
                "access.client_files = [\"" + directory + "/clients\", \"" + directory
                        + "\"]\ngreylist.public_suffix_list =" + " \"" + directory + "/psl\"",
                "DIR/doorward.toml:1:%d: access.client_files[0]: there is no file \"DIR/clients\"; create it, or take it"
                                .formatted(24)
                        + " out of the configuration",
                "DIR/doorward.toml:1:%d: access.client_files[1]: \"DIR\" is not a file; name a file"
                        .formatted(36 + directory.toString().length()),
                "DIR/doorward.toml:2:1: greylist.public_suffix_list: there is no file \"DIR/psl\"; create it, or take it out"
                        + " of the configuration");
    }

    @Test
    void a_state_directory_is_no_file() {
        Path file = configurations.create("state");

        refused(
                "state_dir = \"" + file + "\"",
                "DIR/doorward.toml:1:1: state_dir: \"DIR/state\" is a file; name a directory; it is made if need be");
    }

    @Test
    void permissions_and_groups_and_tokens_have_their_form() {
        refused(
                """
                [server]
                socket_mode = "0440"
                socket_group = "post fix"
                [admin]
                token = "secret"
                """,
                "DIR/doorward.toml:2:1: server.socket_mode: \"0440\" are no permissions of a socket that its owner can use;"
                        + " write octal digits in quotes, such as \"0660\"",
                "DIR/doorward.toml:3:1: server.socket_group: \"post fix\" is no name of a group; write a name, such as"
                        + " \"postfix\"",
                "DIR/doorward.toml:5:1: admin.token: is no token that can be used; write 16 to 256 letters, digits or"
                        + " -._~+/ in quotes, such as openssl rand -hex 32 prints");
    }

    @Test
    void a_token_of_another_type_is_refused_without_showing_it() {
        assertThat(configurations.problems("admin.token=1234567890123456").toString())
                .doesNotContain("1234567890123456");
    }

    @Test
    void a_token_without_quotes_is_refused_without_showing_it() {
        for (String token :
                List.of("s3cret'token, expected 'x' of 40 characters", "99secretsecretsecret", "secret-secret")) {
            assertThat(configurations.file("[admin]\ntoken = " + token + "\n").problems())
                    .isNotEmpty()
                    .noneMatch(problem -> problem.contains("cret"));
        }
    }

    @Test
    void a_text_for_clients_fits_into_a_reply() {
        refused(
                """
                [greylist]
                text = "wait {second} s"
                [access]
                deny_text = ""
                [decision]
                reject_text = "no\\nway"
                """,
                "DIR/doorward.toml:2:1: greylist.text: has the unknown placeholder \"{second}\"; write {seconds}, or leave the"
                        + " brace out",
                "DIR/doorward.toml:4:1: access.deny_text: is an empty text; write what the client is told",
                "DIR/doorward.toml:6:1: decision.reject_text: has \"\\x0a\" at character 3; write printable ASCII on one line:"
                        + " not every mail server shows more");
        refused(
                "access.deny_text = \"" + "x".repeat(301) + "\"",
                "DIR/doorward.toml:1:1: access.deny_text: has 301 characters; write at most 300: a reply has room for 400"
                        + " bytes");
    }

    @Test
    void a_missing_equals_sign_and_a_bad_key_of_an_override_are_refused() {
        assertThat(configurations.problems("mode", "a..b=1", "mode=\"observe"))
                .containsExactly(
                        "--set a..b: is not a key; write --set key=value, such as --set greylist.delay=5s",
                        "--set mode: has no \"=\"; write --set key=value, such as --set greylist.delay=5s",
                        "--set mode: mode: unexpected end of input, expected \" or a character; write a TOML value, and put"
                                + " it in single quotes for the shell");
    }

    @Test
    void a_problem_of_an_override_names_it() {
        assertThat(configurations.problems("greylist.delay=5", "greylist.dealy=5s"))
                .containsExactly(
                        "--set greylist.dealy: greylist.dealy: unknown key; did you mean greylist.delay?",
                        "--set greylist.delay: greylist.delay: found the number 5 instead of a duration from 1s to 12h; write"
                                + " a number and its unit in quotes, such as \"90s\"; the units are ms, s, m, h, d");
    }

    @Test
    void a_problem_of_the_environment_names_the_variable() {
        configurations.environment("DOORWARD_ADMIN_TOKEN", "short");

        assertThat(configurations.problems())
                .containsExactly("environment variable DOORWARD_ADMIN_TOKEN: admin.token: is no token that can be used;"
                        + " write 16 to 256 letters, digits or -._~+/ in quotes, such as openssl rand -hex 32 prints");
    }

    @Test
    void problems_are_sorted_by_file_and_line_then_environment_then_command_line() {
        configurations
                .confD("b.toml", "x = 1\n")
                .confD("a.toml", "\n\n\n\n\n\n\n\n\nx = 1\nmode = 2\n")
                .environment("DOORWARD_ADMIN_TOKEN", "short");

        assertThat(configurations.problems("x=1"))
                .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
                .containsExactly(
                        "DIR/conf.d/a.toml:10:1",
                        "DIR/conf.d/a.toml:11:1",
                        "DIR/conf.d/b.toml:1:1",
                        "environment variable DOORWARD_ADMIN_TOKEN",
                        "--set x");
    }

    @Test
    void what_a_file_holds_is_escaped_and_cut() {
        assertThat(configurations
                        .file("mode = \"\\u001b[2J" + "x".repeat(200) + "\"")
                        .problems())
                .singleElement()
                .asString()
                .contains("\"\\x1b[2Jxxx")
                .contains("xxx...\" is not one of");
    }

    @Test
    void what_is_no_configuration_file_is_refused() throws IOException {
        Files.createDirectory(configurations.main());
        assertThat(configurations.problems()).containsExactly("DIR/doorward.toml: is a directory; name a file");

        Files.delete(configurations.main());
        Files.write(configurations.main(), new byte[] {'a', (byte) 0xff});
        assertThat(configurations.problems()).containsExactly("DIR/doorward.toml: is not UTF-8 text; save it as UTF-8");

        Files.write(configurations.main(), new byte[(1 << 20) + 1]);
        assertThat(configurations.problems())
                .containsExactly("DIR/doorward.toml: is larger than 1MiB; name a configuration file");
    }

    @Test
    void an_entry_of_an_access_list_names_somebody() {
        refused(
                """
                [[access.allow]]
                note = "x"
                """,
                "DIR/doorward.toml:1:1: access.allow[0]: names nobody, and would match everybody; add network, name, sender"
                        + " or recipient to it");
    }

    @Test
    void each_key_of_an_access_entry_is_judged() {
        refused(
                """
                [[access.deny]]
                nmae = "a"
                network = "198.51.100.1/24"
                name = ".example.org"
                sender = "a b@c.d"
                recipient = "/(/"
                note = 5
                expires = "2027-01-31"
                [[access.deny]]
                name = "a.example"
                expires = 2027-01-31T12:00:00
                """,
                "DIR/doorward.toml:2:1: access.deny[0].nmae: unknown key; did you mean name?",
                "DIR/doorward.toml:3:1: access.deny[0].network: \"198.51.100.1/24\" is no network; there are host bits behind"
                        + " the prefix; the network is 198.51.100.0/24",
                "DIR/doorward.toml:4:1: access.deny[0].name: \".example.org\" is no name of a client; write a domain, which means its"
                        + " sub-domains too, or /regex/; for addresses there is network",
                "DIR/doorward.toml:5:1: access.deny[0].sender: \"a b@c.d\" is no pattern of addresses; write user@domain, user@,"
                        + " a domain (which means its sub-domains too), or /regex/",
                "DIR/doorward.toml:6:1: access.deny[0].recipient: \"/(/\" is no regular expression: Unclosed group at character"
                        + " 2; mend it there",
                "DIR/doorward.toml:7:1: access.deny[0].note: found the number 5 instead of a text; put it in quotes",
                "DIR/doorward.toml:8:1: access.deny[0].expires: found the text \"2027-01-31\" instead of a date, or a time with"
                        + " its zone; write it without quotes, as in 2027-01-31 or 2027-01-31T12:00:00Z",
                "DIR/doorward.toml:11:1: access.deny[1].expires: 2027-01-31T12:00 is no point in time; add the zone, as in"
                        + " 2027-01-31T12:00Z");
    }

    @Test
    void tripwires_and_the_ladder_make_sense() {
        refused(
                """
                [score.tripwires]
                dnsbl = "3 per minute"
                spamtrap = "33 in 60s"
                spf_fail = "3 in 8d"
                bad_hello = "3 in 60s"
                [ban]
                ladder = ["1d", "1h"]
                threshold = 31
                """,
                "DIR/doorward.toml:2:1: score.tripwires.dnsbl: \"3 per minute\" is no tripwire; write such as \"3 in 60s\", or"
                        + " \"\" for none",
                "DIR/doorward.toml:3:1: score.tripwires.spamtrap: 33 is out of bounds; write 1 to 32",
                "DIR/doorward.toml:4:1: score.tripwires.spf_fail: 8d is out of bounds; write 1s to 7d",
                "DIR/doorward.toml:5:1: score.tripwires.bad_hello: unknown key; did you mean score.tripwires.bad_helo?",
                "DIR/doorward.toml:7:1: ban.ladder: has a rung that is shorter than the one below; write them in rising order",
                "DIR/doorward.toml:8:1: ban.threshold: 31 is above score.cap = 30.0; change one of them: no score could get there");
        refused(
                "ban.ladder = []",
                "DIR/doorward.toml:1:1: ban.ladder: is empty; write at least one length, or ban.enabled = false");
    }

    @Test
    void an_access_list_holds_tables() {
        refused(
                "access.allow = [\"example.org\"]",
                "DIR/doorward.toml:1:17: access.allow[0]: is no table; write [[access.allow]] and its keys below");
    }

    @Test
    void the_same_loader_finds_the_same_problems_again() {
        configurations.file("x = 1");

        assertThat(configurations.problems()).isEqualTo(configurations.problems());
        assertThat(configurations.result(Optional.of(configurations.main()))).isEqualTo(configurations.result());
    }

    @Test
    void a_trap_that_is_exempt_could_never_be_hit() {
        refused(
                """
                [spamtrap]
                recipients = ["old@example.org", "Postmaster@example.org", "abuse@", "mail.gone.example", "/^postmaster@/"]
                [exempt]
                recipients = ["postmaster@", "abuse@", "gone.example"]
                """,
                "DIR/doorward.toml:2:34: spamtrap.recipients[1]: \"Postmaster@example.org\" is exempt by \"postmaster@\" of"
                        + " exempt.recipients; take one of them out: who writes to an exempt recipient is never questioned",
                "DIR/doorward.toml:2:60: spamtrap.recipients[2]: \"abuse@\" is exempt by \"abuse@\" of exempt.recipients;"
                        + " take one of them out: who writes to an exempt recipient is never questioned",
                "DIR/doorward.toml:2:70: spamtrap.recipients[3]: \"mail.gone.example\" is exempt by \"gone.example\" of"
                        + " exempt.recipients; take one of them out: who writes to an exempt recipient is never questioned");
    }

    @Test
    void a_trap_that_holds_an_exempt_recipient_among_others_is_fine() {
        assertThat(configurations
                        .file(
                                "spamtrap.recipients = [\"gone.example\", \"info@\"]\nexempt.recipients = [\"postmaster@\","
                                        + " \"info@example.org\"]\n")
                        .loaded()
                        .config()
                        .spamtrap()
                        .recipients())
                .hasSize(2);
    }

    @Test
    void a_limit_says_whose_what_how_many_and_what_then() {
        refused(
                """
                [[rate.limit]]
                name = "users"
                by = "login"
                count = "recipient"
                limit = 0
                [[rate.limit]]
                name = "My limit"
                by = "sender"
                count = "connections"
                limit = 5
                window = "1h"
                action = "defer"
                windw = "1h"
                """,
                "DIR/doorward.toml:1:1: rate.limit[0]: lacks window, action; add them",
                "DIR/doorward.toml:4:1: rate.limit[0].count: \"recipient\" is not one of \"messages\", \"recipients\","
                        + " \"connections\"; did you mean \"recipients\"?",
                "DIR/doorward.toml:5:1: rate.limit[0].limit: 0 is out of bounds; write 1 to 100000000",
                "DIR/doorward.toml:6:1: rate.limit[1]: counts connections by sender; count them by client or login",
                "DIR/doorward.toml:7:1: rate.limit[1].name: \"My limit\" is no name of a limit; write a word of at most 32"
                        + " lower-case letters, digits and underscores",
                "DIR/doorward.toml:13:1: rate.limit[1].windw: unknown key; did you mean window?");
    }

    @Test
    void two_limits_do_not_have_the_same_name() {
        String limit = """
                [[rate.limit]]
                name = "users"
                by = "login"
                count = "recipients"
                limit = 5
                window = "1h"
                action = "defer"
                """;
        refused(
                limit + limit,
                "DIR/doorward.toml:8:1: rate.limit[1]: there is another limit named \"users\"; give each a name of its own");
        refused(
                "rate.limit = 5",
                "DIR/doorward.toml:1:1: rate.limit: is no table; write [[rate.limit]] and its keys below");
    }
}
