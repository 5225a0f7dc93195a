package org.doorward.check;

import java.util.Random;

/** Texts that a client might write: pieces of names and addresses in any order, among them what no name has. */
final class AnyText {

    private static final String[] PIECES = {
        "",
        ".",
        "..",
        "-",
        "_",
        "@",
        "[",
        "]",
        ":",
        "::",
        "%",
        "%{i}",
        "%%",
        "/",
        "\\",
        "\"",
        " ",
        "\t",
        "\0",
        "\u00e9",
        "\u4e2d",
        "\ud83d\ude00",
        "\ud83d",
        "xn--",
        "xn--zckzah",
        "IPv6:",
        "ipv6",
        "1",
        "7",
        "198.51.100.7",
        "2001:db8::7",
        "999",
        "a",
        "mx",
        "example",
        "org",
        "com",
        "local",
        "localhost",
        "dhcp",
        "dyn",
        "alice",
        "postmaster",
        "v=spf1",
        "A".repeat(64),
        "0".repeat(20),
        "f".repeat(300),
        "a.".repeat(130),
    };

    private AnyText() {}

    static String of(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(7);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
            if (random.nextInt(3) == 0) {
                text.append('.');
            }
        }
        return text.toString();
    }
}
