package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.doorward.real.SmtpSession.Reply;

/**
 * What {@code doorward why} says would happen to a client's next mail, held against what Postfix then tells the client.
 *
 * @param fields the fields of the forecast, lists left out
 */
record Foretold(Map<String, String> fields) {

    private static final String RECIPIENT_REJECTED = "<%s>: Recipient address rejected: ";

    /**
     * Asks the command, about a mail that is named: what a client's last one was need not be on record yet.
     *
     * @param words attributes as {@code name=value}
     */
    static Foretold by(DoorwardProcess doorward, String client, String... words) throws IOException {
        List<String> said = new ArrayList<>(List.of(client, "--json"));
        said.addAll(List.of(words));
        ChildProcess.Result result = doorward.run("why", said.toArray(String[]::new));
        assertThat(result.status()).as(result.toString()).isZero();
        assertThat(result.err()).isEmpty();
        return new Foretold(read(result.out()));
    }

    private static Map<String, String> read(String answer) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(answer)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.FIELD_NAME
                        && json.currentName().equals("now")) {
                    json.nextToken();
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String name = json.currentName();
                        if (json.nextToken().isScalarValue()) {
                            fields.put(name, json.getText());
                        } else {
                            json.skipChildren();
                        }
                    }
                }
            }
        }
        return fields;
    }

    /** The reason, and whether the client would be banned for it. */
    Foretold is(String reason, boolean bans) {
        assertThat(fields).containsEntry("reason", reason).containsEntry("bans", Boolean.toString(bans));
        return this;
    }

    /** Fails when a client was told anything else than was foretold. */
    void cameTrue(String recipient, Reply reply) {
        String action = String.valueOf(fields.get("action"));
        String told = reply.text().replace(RECIPIENT_REJECTED.formatted(recipient), "");
        if (action.equals("DUNNO")) {
            assertThat(reply.code()).as("%s", reply).isEqualTo(250);
        } else if (action.startsWith("REJECT 5.7.1 ")) {
            assertThat(reply.code() + " " + told).isEqualTo(action.replace("REJECT", "554"));
        } else if (action.startsWith("DEFER_IF_PERMIT 4.7.1 ")) {
            assertThat(reply.code() + " " + told).isEqualTo(action.replace("DEFER_IF_PERMIT", "450"));
        } else {
            assertThat(reply.code() + " " + told).isEqualTo(action);
        }
    }
}
