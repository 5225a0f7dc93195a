package org.doorward.spf;

import java.util.Random;

/** Texts that might be SPF records: pieces of them in any order, among them what no record has. */
final class AnyRecord {

    private static final String[] PIECES = {
        "v=spf1",
        "v=spf1 ",
        " ",
        "  ",
        "a",
        "mx",
        "ptr",
        "all",
        "-all",
        "+all",
        "?",
        "~",
        "-",
        "+",
        "ip4:",
        "ip6:",
        "exists:",
        "include:",
        "redirect=",
        "exp=",
        "in.example",
        "example.org",
        "198.51.100.7",
        "2001:db8::7",
        "::",
        "/0",
        "/8",
        "/32",
        "/33",
        "//64",
        "/999",
        "%",
        "%{",
        "}",
        "%{i}",
        "%{ir}",
        "%{l}",
        "%{s}",
        "%{p}",
        "%{d2r}",
        "%{h}",
        "%{l99999999999}",
        "%{d0}",
        "%{o.-+}",
        "%%",
        "%_",
        "%-",
        ".",
        "..",
        "@",
        "\"",
        "\\",
        "\0",
        "\t",
        "\n",
        "\u00e9",
        "\ud83d",
        "$1",
        "${x}",
        "=",
        ":",
        "x=y",
        "default=",
        "a".repeat(70),
        " ip4:203.0.113.0/24".repeat(20),
        " a:n.example".repeat(12),
        "%{i}".repeat(30),
        "0".repeat(40),
    };

    private AnyRecord() {}

    static String of(Random random) {
        StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "" : "v=spf1 ");
        int pieces = random.nextInt(10);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
            if (random.nextInt(4) == 0) {
                text.append(' ');
            }
        }
        return text.toString();
    }
}
