package org.doorward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.doorward.ownlist.SampleOwnLists;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The own list over real sockets. */
@Timeout(60)
class OwnListApiTest {

    private static final String PATH = "/api/v1/own-list";
    private static final String TOKEN = "Authorization: Bearer " + RunningAdmin.TOKEN;

    @TempDir
    Path folder;

    private RunningAdmin admin;

    @BeforeEach
    void start() throws IOException {
        admin = new RunningAdmin(SampleOwnLists.in(folder));
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void nobody_sees_or_changes_it_without_the_token() throws IOException {
        assertThat(admin.get(PATH)).startsWith("HTTP/1.1 401 ");
        assertThat(admin.post(PATH + "/add", "{}")).startsWith("HTTP/1.1 401 ");
        assertThat(admin.post(PATH + "/remove", "{}")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void what_is_added_is_shown_until_it_is_removed() throws IOException {
        assertThat(admin.get(PATH, TOKEN)).endsWith("{\"entries\":[]}\n");

        assertThat(admin.order(PATH + "/add", "{\"network\":\"198.51.100.7\",\"reason\":\"spam\",\"for\":\"30d\"}"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("{\"network\":\"198.51.100.7/32\",\"since\":\"2026-11-21T20:00:00Z\","
                        + "\"until\":\"2026-12-21T20:00:00Z\",\"reason\":\"spam\",\"source\":\"doorward list\","
                        + "\"before\":false}\n");
        assertThat(admin.order(PATH + "/add", "{\"network\":\"2001:db8::/64\",\"reason\":\"more\"}"))
                .doesNotContain("until");
        assertThat(admin.get(PATH, TOKEN))
                .contains(
                        "\"until\":\"2026-12-21T20:00:00Z\",\"reason\":\"spam\",\"source\":\"doorward list\",\"stands\":true}")
                .contains("{\"network\":\"2001:db8::/64\",\"since\":\"2026-11-21T20:00:00Z\",\"reason\":\"more\"");

        assertThat(admin.order(PATH + "/remove", "{\"network\":\"198.51.100.7\"}"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(admin.get(PATH, TOKEN)).doesNotContain("198.51.100.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "add; {\"network\":\"198.51.100.7\"}; 422; the reason must be one line",
                "add; {\"network\":\"x\",\"reason\":\"y\"}; 422; this is no network",
                "add; {\"network\":\"127.0.0.1\",\"reason\":\"y\"}; 422; is this host itself",
                "add; {\"network\":\"198.51.100.7\",\"reason\":\"y\",\"for\":\"30\"}; 422; no time that an entry may last",
                "add; {\"network\":\"198.51.100.7\",\"reason\":\"y\",\"for\":\"4000d\"}; 422; 1m to 3650d",
                "add; {\"network\":\"198.51.100.7\",\"reason\":\"y\",\"for\":\"0d\"}; 422; 1m to 3650d",
                "remove; {\"network\":\"198.51.100.7\"}; 422; is not on the list",
                "add; no JSON; 400; this is not JSON",
            })
    void a_change_that_is_refused_says_why(String change, String body, int status, String why) throws IOException {
        assertThat(admin.order(PATH + "/" + change, body))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("{\"error\":\"")
                .contains(why);
    }

    @Test
    void a_disk_that_does_not_take_it_is_an_error_of_ours() throws IOException {
        try (RunningAdmin nowhere = new RunningAdmin(SampleOwnLists.in(folder.resolve("missing")))) {
            assertThat(nowhere.order(PATH + "/add", "{\"network\":\"198.51.100.7\",\"reason\":\"spam\"}"))
                    .startsWith("HTTP/1.1 500 ")
                    .contains("the own list cannot be written; it stays as it was");
        }
    }
}
