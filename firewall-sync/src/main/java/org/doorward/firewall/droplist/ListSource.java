package org.doorward.firewall.droplist;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;

/** Where a list comes from. */
public sealed interface ListSource {

    /** From the web, by http or https. */
    record Web(URI uri) implements ListSource {
        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /** From a file that somebody else on this host keeps. */
    record OnDisk(Path file) implements ListSource {
        @Override
        public String toString() {
            return file.toString();
        }
    }

    /**
     * Reads a source: a URL, or a file's absolute name.
     *
     * @throws IllegalArgumentException when it is neither; the message says what is expected
     */
    static ListSource of(String text) {
        if (text.startsWith("/")) {
            return new OnDisk(Path.of(text));
        }
        try {
            URI uri = new URI(text);
            if (isWeb(uri)) {
                return new Web(uri);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is neither a URL of http or https nor an absolute file name");
    }

    /** Whether a URL can be asked for. */
    static boolean isWeb(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return (scheme.equals("https") || scheme.equals("http")) && uri.getHost() != null;
    }
}
