package org.doorward.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.doorward.protocol.PolicyRequest;

/**
 * Reads a policy request that is written as a JSON object of attributes. It may hold no more than one on the policy listener
 * could: that which the protocol has no way to say is refused.
 */
final class Attributes {

    private static final int MOST = 128;
    private static final int LONGEST = 4 * 1024;

    private Attributes() {}

    /** It is no such object. The message says why, without a client's text. */
    static final class NotAttributes extends Exception {

        private static final long serialVersionUID = 1L;

        NotAttributes(String message) {
            super(message);
        }
    }

    /** Reads the object. */
    static PolicyRequest read(byte[] body) throws NotAttributes {
        try (JsonParser json = Json.FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new NotAttributes(
                        "the body must be a JSON object of attributes, such as {\"sender\": \"a@example.org\"}");
            }
            Map<String, String> attributes = readFields(json);
            if (json.nextToken() != null) {
                throw new NotAttributes("there is something after the JSON object");
            }
            return PolicyRequest.of(attributes);
        } catch (JsonProcessingException e) {
            throw new NotAttributes("this is not JSON: " + e.getLocation().offsetDescription());
        } catch (IOException e) {
            throw new NotAttributes("this is not JSON");
        }
    }

    /**
     * Reads an object, or a list of objects.
     *
     * @return at least one
     */
    static List<PolicyRequest> readAll(byte[] body) throws NotAttributes {
        try (JsonParser json = Json.FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                return List.of(read(body));
            }
            List<PolicyRequest> all = new ArrayList<>();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                all.add(PolicyRequest.of(readFields(json)));
            }
            if (json.currentToken() != JsonToken.END_ARRAY || json.nextToken() != null || all.isEmpty()) {
                throw new NotAttributes("the list must hold objects, at least one, and nothing else");
            }
            return all;
        } catch (JsonProcessingException e) {
            throw new NotAttributes("this is not JSON: " + e.getLocation().offsetDescription());
        } catch (IOException e) {
            throw new NotAttributes("this is not JSON");
        }
    }

    private static Map<String, String> readFields(JsonParser json) throws IOException, NotAttributes {
        Map<String, String> attributes = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (!json.nextToken().isScalarValue()) {
                throw new NotAttributes("the value of an attribute must be a string or a number");
            }
            attributes.putIfAbsent(checked(name), checked(json.getText()));
            if (attributes.size() > MOST) {
                throw new NotAttributes("there are more than " + MOST + " attributes");
            }
        }
        return attributes;
    }

    private static String checked(String text) throws NotAttributes {
        if (text.length() > LONGEST) {
            throw new NotAttributes("an attribute is longer than " + LONGEST + " characters");
        }
        if (text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
            throw new NotAttributes("an attribute holds a line end or a NUL, which the policy protocol cannot carry");
        }
        return text;
    }
}
