package org.doorward.firewall.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.doorward.firewall.sync.SyncStatus;

/** The worker's status as a JSON document in a file, for {@code doorward firewall status}. */
public final class StatusFile {

    /** Its name in the worker's state directory. */
    public static final String NAME = "status.json";

    private static final JsonFactory JSON = new JsonFactory();

    /** More is no status. */
    private static final long LONGEST = 65_536;

    private final Path file;

    /** The file in a state directory. */
    public StatusFile(Path stateDir) {
        this.file = stateDir.resolve(NAME);
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /** Writes a status. */
    public void write(SyncStatus status) throws IOException {
        WholeFile.write(file, text(status));
    }

    /**
     * The document as it was written last.
     *
     * @throws IOException when there is none, or it cannot be read
     */
    public String read() throws IOException {
        if (Files.size(file) > LONGEST) {
            throw new IOException(file + " is no status: it is too long");
        }
        return Files.readString(file);
    }

    /** The document. */
    static String text(SyncStatus status) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("at", status.at().toString());
            json.writeStringField("standing", status.standing());
            json.writeBooleanField("in_step", status.inStep());
            json.writeStringField("why", status.why());
            json.writeStringField("backend", status.backend());
            json.writeNumberField("bans_wanted", status.wanted());
            json.writeNumberField("bans_there", status.there());
            json.writeNumberField("changes_outstanding", status.outstanding());
            json.writeNumberField("bans_refused", status.refused());
            json.writeNumberField("bans_without_room", status.noRoom());
            json.writeNumberField("never_banned_networks", status.allowed());
            json.writeNumberField("drop_list_networks", status.dropped());
            numbers(json, "elements", status.elements());
            numbers(json, "packets", status.packets());
            numbers(json, "done", status.done());
            json.writeStringField("last_change", status.lastChange().toString());
            json.writeStringField("last_error", status.lastError());
            json.writeObjectFieldStart("feed");
            json.writeStringField("revision", status.feed().revision());
            json.writeStringField("heard", status.feed().heard().toString());
            json.writeStringField("error", status.feed().error());
            json.writeNumberField("waiting", status.feed().waiting());
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static void numbers(JsonGenerator json, String name, Map<String, Long> numbers) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> each : new TreeMap<>(numbers).entrySet()) {
            json.writeNumberField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
    }
}
