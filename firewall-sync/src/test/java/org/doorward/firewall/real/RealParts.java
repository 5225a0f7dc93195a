package org.doorward.firewall.real;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What a real test stands on. Where a part is missing the test fails if the environment has {@code CI}, for a green run there must
 * mean that it ran; elsewhere it is skipped, with the reason printed.
 */
public final class RealParts {

    private RealParts() {}

    /** Requires a file of a part, for example a program. */
    public static void require(String part, Path file) {
        require(part + " (" + file + ")", Files.exists(file));
    }

    /** Requires any condition. */
    public static void require(String part, boolean present) {
        if (present) {
            return;
        }
        if (System.getenv("CI") != null) {
            fail("needs " + part + ", which is missing here");
        }
        System.err.println("Skipped: needs " + part);
        Assumptions.abort("needs " + part);
    }

    /** Requires to be root, who alone may make network namespaces, mount, and start Postfix. */
    public static void requireRoot() {
        require("root", "root".equals(System.getProperty("user.name")));
    }
}
