package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That {@link Secrets} finds what it looks for; made-up ones, one in each layer. */
class SecretsTest {

    @TempDir
    private Path folder;

    private Secrets secrets;

    @BeforeEach
    void aLayer() {
        secrets = new Secrets(new Docker(folder, Map.of()), "files");
        put("etc/postfix/main.cf", "myhostname = mx.example.net\n");
        put("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
        put("etc/security/opasswd", "");
        put("etc/shadow", "root:*:20000:0:99999:7:::\n");
        put("usr/share/doc/passwd/copyright", "-----BEGIN RSA PRIVATE KEY-----\n is where a key begins\n");
    }

    @Test
    void nothing_is_found_where_nothing_is() {
        assertThat(secrets.byName()).isEmpty();
        assertThat(secrets.byContents()).isEmpty();
        assertThat(secrets.names()).contains("etc/postfix/main.cf", "etc/shadow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run/doorward/admin-token",
                "etc/postfix/sasl_passwd",
                "root/.pgpass",
                "root/.netrc",
                "root/.m2/settings.xml",
                "root/.m2/settings-security.xml",
                "root/.ssh/authorized_keys",
                "etc/ssh/id_ed25519",
                "etc/apt/auth.conf",
                "root/.kube/config",
                "srv/.env.local",
                "srv/htpasswd",
                "etc/ssl/private/mail.key",
                "srv/Passwords.txt"
            })
    void names_are_found(String name) {
        put(name, "x\n");

        assertThat(secrets.byName()).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8Q\n",
                "some words\n-----BEGIN EC PRIVATE KEY-----\r\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8Q\r\n",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n",
                "daemon:*:20000:0:99999:7:::\nbob:$y$j9T$made$up:20000:0:99999:7:::\n",
                "[server]\nadmin.token = \"made-up\"\n",
                "export DOORWARD_ADMIN_TOKEN=madeup\n"
            })
    void contents_are_found(String text) {
        put("srv/some", text);

        assertThat(secrets.byContents()).containsExactly("files/layer/srv/some");
    }

    private void put(String name, String text) {
        try {
            Path file = folder.resolve("files/layer").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
