package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.doorward.real.ChildProcess.Result;

/** Looks through a folder for what nobody else should have, as people forget it in the layers of images. */
final class Secrets {

    /** Names of files that hold a secret, or are likely to. */
    private static final Pattern NAME = Pattern.compile(
            "(^|/)(\\.netrc|\\.npmrc|\\.pypirc|\\.git-credentials|\\.pgpass|\\.my\\.cnf|\\.docker/config\\.json|\\.kube/config|\\.aws/.*|\\.git/.*"
                    + "|settings(-security)?\\.xml|apt/auth\\.conf(\\.d/.*)?|id_(rsa|dsa|ecdsa|ed25519)|authorized_keys|\\.?htpasswd"
                    + "|[^/]*\\.(jks|p12|pfx|key|keystore)|\\.env(\\..*)?|\\.(bash|psql|python)_history"
                    + "|[^/]*(token|secret|passw(or)?d|credential)[^/]*)$",
            Pattern.CASE_INSENSITIVE);

    /** Debian's and Java's own: programs, empty forms, and the list of users, which holds no passwords (their place is looked through). */
    private static final Pattern NO_SECRET =
            Pattern.compile("(^|/)((usr/(bin|sbin|lib|share|include)|opt/java|var/lib/(dpkg|pam)|etc/pam\\.d"
                    + "|var/cache/debconf)/|etc/passwd-?$)");

    /** Beginnings; programs that read keys have the first line alone. And a password's hash, as /etc/shadow has it. */
    private static final List<String> CONTENTS = List.of(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----\\r?\\n(Proc-Type: |[A-Za-z0-9+/=]{40})",
            "(?m)^[a-z_][a-z0-9_-]*:\\$[0-9a-z]+\\$[^:]*:",
            "(?m)^ *admin\\.token *= *\"",
            "DOORWARD_ADMIN_TOKEN=[A-Za-z0-9]");

    private final Docker docker;
    private final String folder;

    /** Looks below a folder, each of whose folders is a layer. */
    Secrets(Docker docker, String folder) {
        this.docker = docker;
        this.folder = folder;
    }

    /** All files that are not empty, by their names in the layer. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (String name :
                docker.lines("find", folder, "-mindepth", "2", "!", "-type", "d", "!", "-empty", "-printf", "%P\\n")) {
            names.add(name.substring(name.indexOf('/') + 1));
        }
        return names;
    }

    /** Those whose names are suspicious. */
    Set<String> byName() {
        Set<String> suspicious = new TreeSet<>();
        for (String name : names()) {
            if (NAME.matcher(name).find() && !NO_SECRET.matcher(name).find()) {
                suspicious.add(name);
            }
        }
        return suspicious;
    }

    /** Those whose contents are suspicious. */
    Set<String> byContents() {
        Set<String> suspicious = new TreeSet<>();
        CONTENTS.forEach(pattern -> suspicious.addAll(with(pattern)));
        return suspicious;
    }

    /** Those that hold what fits a pattern, which may have line ends. Not in libraries: GnuTLS has keys in it by which it tests itself. */
    List<String> with(String pattern) {
        Result result = docker.run(
                "sh",
                "-c",
                "LC_ALL=C grep -r -l -a -z -P -D skip --exclude='*.so*' -e \"$1\" \"$2\"",
                "sh",
                pattern,
                folder);
        assertThat(result.status()).as(result.err()).isBetween(0, 1);
        return result.out().lines().toList();
    }
}
