package org.doorward.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What Prometheus would read. */
public final class Scrapes {

    private Scrapes() {}

    public static String text(Meters meters) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        meters.scrape(Meters.Format.PROMETHEUS, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
