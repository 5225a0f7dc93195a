package org.doorward.firewall.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.doorward.firewall.FirewallBan;
import org.doorward.store.net.Cidr;

/**
 * What the operator's program reads: one JSON object a call, in one line, with the four lists always there.
 *
 * <pre>
 * {"action":"apply",
 *  "begin":[{"network":"198.51.100.7/32","until":1764150000,"seconds":3600,"id":"B7K2M9QX"}],
 *  "end":["198.51.100.9/32"],"allow":[],"drop":[]}
 * </pre>
 */
final class CommandText {

    private static final JsonFactory JSON = new JsonFactory();

    private CommandText() {}

    /** The text for one call. Bans that are over are left out. */
    static String of(
            String action,
            Collection<FirewallBan> begin,
            Collection<Cidr> end,
            List<Cidr> allow,
            List<Cidr> drop,
            Instant now) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("action", action);
            json.writeArrayFieldStart("begin");
            for (FirewallBan ban : begin) {
                if (ban.until() > now.getEpochSecond()) {
                    write(json, ban, now);
                }
            }
            json.writeEndArray();
            write(json, "end", end);
            write(json, "allow", allow);
            write(json, "drop", drop);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, FirewallBan ban, Instant now) throws IOException {
        json.writeStartObject();
        json.writeStringField("network", ban.network().toString());
        json.writeNumberField("until", ban.until());
        json.writeNumberField("seconds", ban.until() - now.getEpochSecond());
        json.writeStringField("id", ban.id());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Collection<Cidr> networks) throws IOException {
        json.writeArrayFieldStart(name);
        for (Cidr network : networks) {
            json.writeString(network.toString());
        }
        json.writeEndArray();
    }
}
