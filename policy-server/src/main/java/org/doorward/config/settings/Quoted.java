package org.doorward.config.settings;

import org.doorward.text.ClientText;

/** What an operator wrote, made fit to stand in a message: escaped, and cut when it is long. */
public final class Quoted {

    /** Longer than any path that Linux opens, so that the one thing an operator needs whole is whole. */
    private static final int LONGEST_PATH = 4200;

    private Quoted() {}

    /** The text in double quotes. */
    public static String of(String text) {
        return '"' + plain(text) + '"';
    }

    /** The text without quotes. */
    public static String plain(String text) {
        return ClientText.excerpt(text);
    }

    /** A path, never cut. */
    static String path(String text) {
        return ClientText.escape(text, LONGEST_PATH);
    }
}
